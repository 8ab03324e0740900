from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    """Run each asynchronous test on both event loops."""
    return request.param
