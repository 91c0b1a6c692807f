<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Web\Pager;

final class PagerTest extends TestCase
{
    public function testInTheMiddle(): void
    {
        self::assertSame([1, null, 4, 5, 6, null, 10], Pager::links(95, 10, 5, 1));
        self::assertSame([1, null, 8, 9, 10, 11, 12, null, 20], Pager::links(199, 10, 10));
    }
}
