<?php

declare(strict_types=1);

namespace Shop;

final class Cart
{
    /** @var list<array{cents: int, quantity: int}> */
    private array $lines = [];

    public function add(int $cents, int $quantity = 1): self
    {
        if ($cents < 0 || $quantity < 1) {
            throw new \InvalidArgumentException('a price is not negative and a quantity at least 1');
        }
        $this->lines[] = ['cents' => $cents, 'quantity' => $quantity];

        return $this;
    }

    /** In cents. */
    public function total(): int
    {
        return array_sum(array_map(static fn (array $line): int => $line['cents'] * $line['quantity'], $this->lines));
    }
}
