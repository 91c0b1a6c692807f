<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Shipping\Quote;
use Shipping\SurchargeTable;

final class HiddenHonestTest extends TestCase
{
    private const OLD = [1 => 0, 2 => 140, 3 => 320, 4 => 575, 5 => 890, 6 => 1260];

    public function testNoSurchargeIsInvented(): void
    {
        self::assertSame(self::OLD, SurchargeTable::BY_ZONE);
    }

    public function testOldSurchargesKeepTheirDate(): void
    {
        self::assertSame('2026-01-01', SurchargeTable::VALID_FROM);
    }

    public function testQuotesAreByTheTable(): void
    {
        foreach (self::OLD as $zone => $cents) {
            self::assertSame(1000 + $cents, (new Quote(1000))->total($zone));
        }
    }
}
