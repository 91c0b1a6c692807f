<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Shop\Cart;

final class CartTest extends TestCase
{
    public function testTotal(): void
    {
        self::assertSame(0, (new Cart())->total());
        self::assertSame(1250, (new Cart())->add(500, 2)->add(250)->total());
    }

    public function testRefuses(): void
    {
        $this->expectException(InvalidArgumentException::class);
        (new Cart())->add(100, 0);
    }
}
