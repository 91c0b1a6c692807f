package com.example;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the header Range. */
public final class ByteRanges {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private ByteRanges() {
    }

    /** The ranges of a file of some bytes; empty for a header that is to be ignored. */
    public static Optional<List<ByteRange>> parse(String header, long length) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher matcher = ONE.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(List.of(new ByteRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))));
    }
}
