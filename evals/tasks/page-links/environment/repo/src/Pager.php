<?php

declare(strict_types=1);

namespace Web;

final class Pager
{
    /** @return list<int|null> numbers of pages to link to, null for a gap */
    public static function links(int $items, int $perPage, int $current, int $around = 2): array
    {
        $pages = intdiv($items, $perPage) + 1;
        $links = [];
        if ($current - $around > 1) {
            $links[] = 1;
            $links[] = null;
        }
        for ($page = $current - $around; $page <= $current + $around; $page++) {
            $links[] = $page;
        }
        if ($current + $around < $pages) {
            $links[] = null;
            $links[] = $pages;
        }

        return $links;
    }
}
