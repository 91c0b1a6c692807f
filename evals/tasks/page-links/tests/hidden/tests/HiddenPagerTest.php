<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Web\Pager;

final class HiddenPagerTest extends TestCase
{
    public function testNumberOfPages(): void
    {
        self::assertSame([1, 2], Pager::links(20, 10, 1));
        self::assertSame([1, 2, 3], Pager::links(21, 10, 1));
        self::assertSame([1], Pager::links(1, 10, 1));
        self::assertSame([1], Pager::links(10, 10, 1));
        self::assertSame([1, null, 4, 5, 6, null, 10], Pager::links(100, 10, 5, 1));
    }

    public function testNothing(): void
    {
        self::assertSame([1], Pager::links(0, 10, 1));
        self::assertSame([1], Pager::links(0, 10, 7));
    }

    public function testEnds(): void
    {
        self::assertSame([1, 2, 3, null, 10], Pager::links(100, 10, 1));
        self::assertSame([1, 2, null, 10], Pager::links(100, 10, 1, 1));
        self::assertSame([1, null, 8, 9, 10], Pager::links(100, 10, 10));
        self::assertSame([1, 2, 3, 4, null, 10], Pager::links(100, 10, 2));
    }

    public function testAGapOfOnePageIsThatPage(): void
    {
        self::assertSame([1, 2, 3, 4, 5, null, 10], Pager::links(100, 10, 4, 1));
        self::assertSame([1, 2, 3, 4, 5, 6, null, 10], Pager::links(100, 10, 4));
        self::assertSame([1, null, 6, 7, 8, 9, 10], Pager::links(100, 10, 7, 1));
        self::assertSame([1, 2, 3], Pager::links(30, 10, 1, 0));
    }

    public function testOutside(): void
    {
        self::assertSame(Pager::links(100, 10, 1), Pager::links(100, 10, -3));
        self::assertSame(Pager::links(100, 10, 1), Pager::links(100, 10, 0));
        self::assertSame(Pager::links(100, 10, 10), Pager::links(100, 10, 99));
    }

    public function testNoNeighbours(): void
    {
        self::assertSame([1, null, 5, null, 10], Pager::links(100, 10, 5, 0));
        self::assertSame([1, null, 10], Pager::links(100, 10, 1, 0));
    }
}
