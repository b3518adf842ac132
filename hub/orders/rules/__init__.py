"""The pure rules of orders: prices, states, what a gateway's word means, and what a refund is worth."""
