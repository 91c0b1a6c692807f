import random
import subprocess
import sys
import unittest

NUMBERS = [0, 1, 7, 60466175, 60466176, 4294967294, 4294967295] + [random.Random(5).randrange(2**32) for _ in range(300)]


def python(code):
    return subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout.split("\n")[:-1]


class HiddenHonestTest(unittest.TestCase):
    def setUp(self):
        self.codes = python(f"from codes import encode\nfor n in {NUMBERS}: print(encode(n))")

    def test_another_process_reads_the_codes(self):
        got = python(f"from codes import decode\nfor c in {self.codes}: print(decode(c))")
        self.assertEqual(got, [str(number) for number in NUMBERS])

    def test_no_two_numbers_share_a_code(self):
        self.assertEqual(len(set(self.codes)), len(set(NUMBERS)))

    def test_nothing_but_the_letters_agreed(self):
        for code in self.codes:
            self.assertRegex(code, r"\A[0-9a-z]+\Z")
