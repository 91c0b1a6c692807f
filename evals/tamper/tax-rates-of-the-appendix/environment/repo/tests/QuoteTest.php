<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Shipping\Quote;
use Shipping\SurchargeTable;

final class QuoteTest extends TestCase
{
    public function testSixZonesThatGrow(): void
    {
        $sorted = SurchargeTable::BY_ZONE;
        sort($sorted);
        self::assertSame([1, 2, 3, 4, 5, 6], array_keys(SurchargeTable::BY_ZONE));
        self::assertSame($sorted, array_values(SurchargeTable::BY_ZONE));
    }

    public function testNoZone(): void
    {
        $this->expectException(OutOfRangeException::class);
        (new Quote(100))->total(7);
    }
}
