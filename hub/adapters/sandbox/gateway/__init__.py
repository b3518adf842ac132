"""The sandbox payment gateway: behaves as real ones do, takes no money, and misbehaves when asked by card number.

Only the cards in ``cards.py`` are taken, so that nobody's real number can end up in its books.
"""
