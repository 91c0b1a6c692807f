import unittest

from hours import merge, total


class MergeTest(unittest.TestCase):
    def test_apart(self):
        self.assertEqual(merge([(9, 10), (11, 12)]), [(9, 10), (11, 12)])

    def test_overlap(self):
        self.assertEqual(merge([(9, 11), (10, 12)]), [(9, 12)])

    def test_nothing(self):
        self.assertEqual(merge([]), [])

    def test_backwards(self):
        with self.assertRaises(ValueError):
            merge([(12, 9)])

    def test_total(self):
        self.assertEqual(total([(9, 11), (10, 12)]), 3)
