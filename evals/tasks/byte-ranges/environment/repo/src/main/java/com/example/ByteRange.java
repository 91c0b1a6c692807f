package com.example;

/** Both positions are part of it. */
public record ByteRange(long first, long last) {
}
