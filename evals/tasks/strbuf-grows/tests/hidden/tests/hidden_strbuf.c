#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strbuf.h"

static int failures;
static int number;

static void check(int ok, const char *what)
{
	printf("%s %d - %s\n", ok ? "ok" : "not ok", ++number, what);
	fflush(stdout);
	failures += !ok;
}

int main(void)
{
	struct strbuf sb;
	char text[5000];

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';

	strbuf_init(&sb);
	strbuf_addf(&sb, "<%s>", text);
	check(sb.len == 5001 && strlen(sb.buf) == 5001 && sb.buf[0] == '<' && sb.buf[5000] == '>', "long texts arrive whole");

	strbuf_reset(&sb);
	check(sb.len == 0 && sb.buf[0] == '\0', "reset empties");
	strbuf_add(&sb, "abc", 3);
	check(strcmp(sb.buf, "abc") == 0, "and it can be used again");

	for (size_t len = 120; len <= 136; len++) {
		strbuf_reset(&sb);
		strbuf_addf(&sb, "%.*s", (int)len, text);
		if (sb.len != len || strlen(sb.buf) != len)
			break;
		if (len == 136)
			check(1, "lengths around the old limit");
	}
	strbuf_release(&sb);

	strbuf_init(&sb);
	strbuf_add(&sb, "0123456789", 10);
	for (int i = 0; i < 8; i++)
		strbuf_add(&sb, sb.buf, sb.len);
	int same = sb.len == 2560 && sb.buf[2560] == '\0';
	for (size_t at = 0; same && at < sb.len; at++)
		same = sb.buf[at] == (char)('0' + at % 10);
	check(same, "a buffer is added to itself");
	strbuf_release(&sb);

	strbuf_init(&sb);
	strbuf_add(&sb, "0123456789", 10);
	strbuf_add(&sb, sb.buf + 5, 5);
	strbuf_add(&sb, sb.buf + 12, 3);
	check(strcmp(sb.buf, "012345678956789" "789") == 0, "a part of it");
	strbuf_release(&sb);

	strbuf_init(&sb);
	strbuf_add(&sb, "0123456789", 10);
	strbuf_addf(&sb, "[%s|%s]", sb.buf, sb.buf + 8);
	check(strcmp(sb.buf, "0123456789[0123456789|89]") == 0, "addf with its own text");
	strbuf_release(&sb);

	strbuf_init(&sb);
	strbuf_add(&sb, "a\0b", 3);
	strbuf_add(&sb, "c", 1);
	check(sb.len == 4 && memcmp(sb.buf, "a\0bc", 5) == 0, "NUL bytes are data");
	strbuf_addf(&sb, "%c%d", 0, 5);
	check(sb.len == 6 && sb.buf[4] == '\0' && sb.buf[5] == '5', "also from addf");
	strbuf_add(&sb, "", 0);
	strbuf_addf(&sb, "%s", "");
	check(sb.len == 6, "nothing adds nothing");
	strbuf_release(&sb);
	check(sb.buf != NULL && sb.buf[0] == '\0' && sb.len == 0, "empty after release");
	free(sb.buf);
	return failures != 0;
}
