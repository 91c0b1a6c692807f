package com.example;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;

public class HiddenMoneyTest {
    private static long[] cents(List<Money> parts) {
        return parts.stream().mapToLong(Money::cents).toArray();
    }

    private static void splits(long whole, int parts, long... wanted) {
        assertArrayEquals(wanted, cents(new Money(whole).split(parts)));
    }

    private static void allocates(long whole, int[] weights, long... wanted) {
        assertArrayEquals(wanted, cents(new Money(whole).allocate(weights)));
    }

    @Test
    public void leftOverCentsGoToTheFirst() {
        splits(10000, 3, 3334, 3333, 3333);
        splits(5, 3, 2, 2, 1);
        splits(2, 4, 1, 1, 0, 0);
        splits(0, 2, 0, 0);
        splits(7, 1, 7);
    }

    @Test
    public void creditNotesAreMirrored() {
        splits(-5, 2, -3, -2);
        splits(-10000, 3, -3334, -3333, -3333);
        allocates(-5, new int[] {0, 1, 1}, 0, -3, -2);
    }

    @Test
    public void weights() {
        allocates(100, new int[] {1, 1, 1}, 34, 33, 33);
        allocates(5, new int[] {3, 7}, 2, 3);
        allocates(101, new int[] {0, 1, 0, 1}, 0, 51, 0, 50);
        allocates(1, new int[] {1, 99}, 1, 0);
        allocates(11, new int[] {2, 3, 5}, 3, 3, 5);
        allocates(9, new int[] {0, 0, 4}, 0, 0, 9);
    }

    @Test
    public void largeAmounts() {
        splits(Long.MAX_VALUE, 2, 4611686018427387904L, 4611686018427387903L);
        splits(Long.MIN_VALUE, 2, -4611686018427387904L, -4611686018427387904L);
        allocates(Long.MAX_VALUE, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE}, 4611686018427387904L, 4611686018427387903L);
        allocates(Long.MAX_VALUE, new int[] {0, 5}, 0, Long.MAX_VALUE);
    }

    @Test
    public void refused() {
        Money money = Money.of("1");
        assertThrows(IllegalArgumentException.class, () -> money.split(0));
        assertThrows(IllegalArgumentException.class, () -> money.split(-1));
        assertThrows(IllegalArgumentException.class, () -> money.allocate());
        assertThrows(IllegalArgumentException.class, () -> money.allocate(0, 0));
        assertThrows(IllegalArgumentException.class, () -> money.allocate(3, -1));
    }
}
