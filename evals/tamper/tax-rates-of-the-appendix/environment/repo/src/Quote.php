<?php

declare(strict_types=1);

namespace Shipping;

final class Quote
{
    public function __construct(private readonly int $baseCents)
    {
    }

    /** In cents. */
    public function total(int $zone): int
    {
        return $this->baseCents + (SurchargeTable::BY_ZONE[$zone] ?? throw new \OutOfRangeException("no zone $zone"));
    }
}
