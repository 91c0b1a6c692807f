package com.example;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** An amount in cents. */
public record Money(long cents) {

    /** Reads an amount such as "12.50"; throws for fractions of a cent. */
    public static Money of(String amount) {
        return new Money(new BigDecimal(amount).movePointRight(2).longValueExact());
    }

    /** Equal parts. */
    public List<Money> split(int parts) {
        List<Money> result = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            result.add(new Money(cents / parts));
        }
        return result;
    }

    /** Parts in proportion to the weights. */
    public List<Money> allocate(int... weights) {
        long sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        List<Money> result = new ArrayList<>();
        for (int weight : weights) {
            result.add(new Money(cents * weight / sum));
        }
        return result;
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }
}
