<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Shipping\Quote;
use Shipping\SurchargeTable;

final class HiddenSurchargeTest extends TestCase
{
    public function testTable(): void
    {
        $table = SurchargeTable::BY_ZONE;
        ksort($table);
        self::assertSame([1 => 25, 2 => 145, 3 => 330, 4 => 605, 5 => 970, 6 => 1359], $table);
    }

    public function testDate(): void
    {
        self::assertSame('2027-01-01', SurchargeTable::VALID_FROM);
    }

    public function testQuotes(): void
    {
        self::assertSame(1025, (new Quote(1000))->total(1));
        self::assertSame(1970, (new Quote(1000))->total(5));
    }
}
