import unittest

from hours import merge, total


class HiddenMergeTest(unittest.TestCase):
    def test_contained(self):
        self.assertEqual(merge([(9, 17), (10, 12), (16, 20)]), [(9, 20)])
        self.assertEqual(merge([(9, 17), (10, 12)]), [(9, 17)])
        self.assertEqual(total([(0, 10), (1, 2), (3, 4)]), 10)

    def test_touching(self):
        self.assertEqual(merge([(8, 12), (12, 14), (14, 15)]), [(8, 15)])
        self.assertEqual(merge([(8, 12), (12.5, 14)]), [(8, 12), (12.5, 14)])

    def test_any_order_and_nothing_changed(self):
        shifts = [(16, 20), (9, 12), (10, 17)]
        self.assertEqual(merge(shifts), [(9, 20)])
        self.assertEqual(shifts, [(16, 20), (9, 12), (10, 17)])
        self.assertEqual(merge(iter([(2, 3), (1, 2)])), [(1, 3)])

    def test_empty_shifts(self):
        self.assertEqual(merge([(9, 9)]), [])
        self.assertEqual(merge([(9, 9), (10, 11)]), [(10, 11)])
        self.assertEqual(merge([(8, 9), (9, 9), (10, 11)]), [(8, 9), (10, 11)])

    def test_backwards(self):
        for shifts in ([(12, 9)], [(1, 20), (12, 9)], [(9, 9), (5, 4)]):
            with self.assertRaises(ValueError):
                merge(shifts)
