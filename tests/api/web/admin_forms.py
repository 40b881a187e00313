"""How the tests of the pages for administrators read them and send their forms."""

from __future__ import annotations

from tests.api.web.test_entrance import HTML, proof_in


async def read(running, path):
    answer = await running.client.get(f"/admin{path}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


async def post(running, path, *, of="", **fields):
    """Send a form of the page ``of`` with its proof, and follow to the page that it leads to."""
    proof = proof_in(await read(running, of))
    answer = await running.client.post(f"/admin{path}", data={"csrf_token": proof, **fields}, headers=HTML)
    assert answer.status_code == 303, answer.text
    return (await running.client.get(answer.headers["location"], headers=HTML)).text


async def write(running, work, *args, **named):
    return await running.state["services"].database.write(work, *args, **named)
