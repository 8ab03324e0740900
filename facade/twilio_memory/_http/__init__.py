"""One HTTP/1.1 exchange: a request and a deadline in, a response or a `TransportError` out. Independent of the API."""
