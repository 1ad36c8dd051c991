"""l1analyze mcp as the official client of the Model Context Protocol sees it.

    client_test.py L1ANALYZE VENVS SOURCE TRACE TRACE-THAT-DOES-NOT-FIT
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import textwrap

L1ANALYZE, VENVS, SOURCE, TRACE, FAILED = sys.argv[1:6]
CLIENT = """
import asyncio, json, sys
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

program, root = sys.argv[1:3]

async def ask():
    async with stdio_client(StdioServerParameters(command=program, args=["mcp", root])) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            await session.send_ping()
            tools = {tool.name for tool in (await session.list_tools()).tools}
            assert {"traces", "peak", "explain", "at", "leaks", "callsites", "uses", "advise", "ops", "diff",
                    "query", "schema"} == tools, tools
            asked = [("traces", {}), ("peak", {"trace": "run.l1t", "limit": 3}),
                     ("explain", {"trace": "failed.l1t"}), ("diff", {"a": "run.l1t", "b": "failed.l1t"}),
                     ("query", {"trace": "run.l1t", "sql": "SELECT count(*) AS n FROM ops"})]
            for name, arguments in asked:
                answer = await session.call_tool(name, arguments)
                text = answer.content[0].text
                assert '"isError":true' not in answer.model_dump_json(by_alias=True), text
                for row in text.splitlines()[1:]:
                    if not row.startswith("l1analyze: "):
                        json.loads(row)
            refused = await session.call_tool("peak", {"trace": "/etc/passwd"})
            assert '"isError":true' in refused.model_dump_json(by_alias=True)
            try:
                await session.call_tool("no_such_tool", {})
            except Exception as error:
                assert "no such tool" in str(error), error
            else:
                raise AssertionError("an unknown tool was answered")

asyncio.run(ask())
"""


def main():
    made = subprocess.run([f"{SOURCE}/tests/support/packages.sh", VENVS, f"{SOURCE}/tests/mcp/mcp-packages.txt",
                           sys.executable, "python3"], stdout=subprocess.PIPE, text=True)
    if made.returncode:
        print("the official client cannot be had here")
        return made.returncode
    python, packages = made.stdout.splitlines()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(TRACE, pathlib.Path(folder, "run.l1t"))
        shutil.copy(FAILED, pathlib.Path(folder, "failed.l1t"))
        done = subprocess.run([python, "-B", "-c", textwrap.dedent(CLIENT), L1ANALYZE, folder],
                              env={"PYTHONPATH": packages, "PATH": "/usr/bin:/bin"})
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
