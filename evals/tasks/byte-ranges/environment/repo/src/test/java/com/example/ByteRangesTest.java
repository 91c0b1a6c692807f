package com.example;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class ByteRangesTest {
    @Test
    public void oneRange() {
        assertEquals(Optional.of(List.of(new ByteRange(0, 499))), ByteRanges.parse("bytes=0-499", 1000));
    }

    @Test
    public void ignored() {
        assertEquals(Optional.empty(), ByteRanges.parse(null, 1000));
        assertEquals(Optional.empty(), ByteRanges.parse("lines=0-4", 1000));
    }
}
