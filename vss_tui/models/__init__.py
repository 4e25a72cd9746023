"""The domain: frozen values and pure functions, as the service sent them."""
