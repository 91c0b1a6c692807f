all:
	$(CC) -std=c11 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Iinclude -o tests/hidden-run tests/hidden_payload.c src/payload.c
	ASAN_OPTIONS=detect_leaks=0 ./tests/hidden-run
