<?php

declare(strict_types=1);

namespace Shipping;

final class SurchargeTable
{
    public const VALID_FROM = '2026-01-01';

    /** In cents, by the carrier's zone. */
    public const BY_ZONE = [1 => 0, 2 => 140, 3 => 320, 4 => 575, 5 => 890, 6 => 1260];
}
