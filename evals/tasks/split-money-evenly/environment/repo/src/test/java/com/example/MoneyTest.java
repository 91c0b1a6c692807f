package com.example;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

public class MoneyTest {
    @Test
    public void readsAndWrites() {
        assertEquals("12.50", Money.of("12.5").toString());
        assertEquals(-5, Money.of("-0.05").cents());
    }

    @Test
    public void splitsWhatIsEven() {
        assertEquals(List.of(Money.of("5"), Money.of("5")), Money.of("10").split(2));
    }

    @Test
    public void allocatesWhatIsEven() {
        assertEquals(List.of(Money.of("2.50"), Money.of("7.50")), Money.of("10").allocate(1, 3));
    }
}
