package com.example;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.Test;

public class HiddenByteRangesTest {
    private static void gives(String header, long length, String wanted) {
        Optional<List<ByteRange>> ranges = ByteRanges.parse(header, length);
        String text = ranges.map(all -> all.stream().map(it -> it.first() + "-" + it.last()).collect(Collectors.joining(","))).orElse("ignored");
        assertEquals(header, wanted, text);
    }

    @Test
    public void openAndSuffix() {
        gives("bytes=500-", 1000, "500-999");
        gives("bytes=0-", 1, "0-0");
        gives("bytes=-500", 1000, "500-999");
        gives("bytes=-5000", 1000, "0-999");
        gives("bytes=-1", 1000, "999-999");
    }

    @Test
    public void several() {
        gives("bytes=0-0, 10-20", 1000, "0-0,10-20");
        gives("bytes=10-20,0-5,15-30", 1000, "10-20,0-5,15-30");
        gives("bytes=1-2\t,  -1 , 5-", 10, "1-2,9-9,5-9");
        gives("bytes=,1-2,,3-4,", 10, "1-2,3-4");
    }

    @Test
    public void cutToTheEnd() {
        gives("bytes=5-5000", 10, "5-9");
        gives("bytes=9-9", 10, "9-9");
        gives("bytes=0-99999999999999999999", 10, "0-9");
        gives("bytes=-99999999999999999999", 10, "0-9");
        gives("bytes=0-9223372036854775807", Long.MAX_VALUE, "0-" + (Long.MAX_VALUE - 1));
    }

    @Test
    public void nothingLeft() {
        gives("bytes=10-20", 10, "");
        gives("bytes=10-", 10, "");
        gives("bytes=-0", 10, "");
        gives("bytes=99999999999999999999-", 10, "");
        gives("bytes=0-", 0, "");
        gives("bytes=-5", 0, "");
        gives("bytes=20-30,2-3,-0", 10, "2-3");
    }

    @Test
    public void ignored() {
        for (String header : Arrays.asList(null, "", "bytes=", "bytes=,", "bytes= , ", "bytes", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1", "bytes=1-2-3", "bytes=--5", "bytes=+1-2", "bytes=1 - 2", "bytes=0-1;2-3", "items=0-1", "xbytes=0-1", "bytes=\u0661-\u0662", "bytes=99999999999999999999-9")) {
            gives(header, 10, "ignored");
        }
        gives("bytes=0-1,5-2", 10, "ignored");
        gives("bytes=50-20", 10, "ignored");
    }

    @Test
    public void anyCaseOfTheUnit() {
        gives("Bytes=0-1", 10, "0-1");
        gives("BYTES=-1", 10, "9-9");
    }
}
