"""
Recordings for tests of exports, made once for a class: odd ones, a mesh, random runs, in a folder of their own.
"""
import os
import subprocess
import tempfile
import unittest


class Recordings(unittest.TestCase):
    """programs: paths of make_nasty, make_mesh and the one that records random runs; seeds of these."""

    @classmethod
    def make(cls, programs, seeds):
        nasty, mesh, random = programs
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.nasty, cls.mesh = cls.path("nasty.l1t"), cls.path("mesh.l1t")
        subprocess.run([nasty, cls.nasty], check=True)
        cls.record(cls.mesh, mesh, "4", "5")
        cls.random = [cls.path(f"{seed}.l1t") for seed in seeds]
        for seed, trace in zip(seeds, cls.random):
            cls.record(trace, random, str(seed), "100", "600")

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @classmethod
    def record(cls, trace, *command):
        subprocess.run(command, check=True, env=dict(os.environ, L1TRACE=trace))
