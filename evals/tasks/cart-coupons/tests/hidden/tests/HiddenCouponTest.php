<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Shop\Cart;
use Shop\Coupon;

final class HiddenCouponTest extends TestCase
{
    private static function total(int $cents, Coupon ...$coupons): int
    {
        return (new Cart())->add($cents)->total(...$coupons);
    }

    public function testOneCoupon(): void
    {
        self::assertSame(900, self::total(1000, Coupon::percent(10)));
        self::assertSame(700, self::total(1000, Coupon::amount(300)));
        self::assertSame(0, self::total(1000, Coupon::percent(100)));
        self::assertSame(1250, (new Cart())->add(500, 2)->add(250)->total());
    }

    public function testPercentFirst(): void
    {
        self::assertSame(800, self::total(1000, Coupon::percent(10), Coupon::amount(100)));
        self::assertSame(800, self::total(1000, Coupon::amount(100), Coupon::percent(10)));
    }

    public function testHighestPercentAndAllAmounts(): void
    {
        self::assertSame(750, self::total(1000, Coupon::percent(10), Coupon::percent(25), Coupon::percent(20)));
        self::assertSame(700, self::total(1000, Coupon::amount(100), Coupon::amount(200)));
    }

    public function testRounding(): void
    {
        self::assertSame(90, self::total(99, Coupon::percent(10)));
        self::assertSame(1, self::total(1, Coupon::percent(99)));
        self::assertSame(667, self::total(999, Coupon::percent(33), Coupon::amount(3)));
    }

    public function testMinimum(): void
    {
        self::assertSame(500, self::total(1000, Coupon::percent(50, 1000)));
        self::assertSame(999, self::total(999, Coupon::percent(50, 1000)));
        self::assertSame(400, self::total(1000, Coupon::percent(50), Coupon::amount(100, 1000)));
        self::assertSame(900, self::total(1000, Coupon::percent(90, 1001), Coupon::percent(10)));
    }

    public function testNeverBelowZero(): void
    {
        self::assertSame(0, self::total(100, Coupon::amount(500)));
        self::assertSame(0, self::total(0, Coupon::amount(1), Coupon::percent(5)));
    }

    public function testRefused(): void
    {
        $bad = [
            fn () => Coupon::percent(0), fn () => Coupon::percent(101), fn () => Coupon::percent(-5),
            fn () => Coupon::amount(0), fn () => Coupon::amount(-1), fn () => Coupon::amount(5, -1), fn () => Coupon::percent(5, -1),
        ];
        foreach ($bad as $at => $make) {
            try {
                $make();
                self::fail("coupon $at was made");
            } catch (InvalidArgumentException) {
                self::assertTrue(true);
            }
        }
    }
}
