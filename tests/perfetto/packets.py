"""Reads a trace by Perfetto's own schema and prints what is wrong with its packets: run by the Python of
prepare_perfetto.sh.

    packets.py TRACE...

Each sequence begins with a packet that clears its state; what is interned is said before it is used; a
counter says no value twice; slices of a track end as often as they begin.
"""
import collections
import gzip
import sys

from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as schema

CLEARED, NEEDED = 1, 2
EVENT = schema.TrackEvent


class Sequence:
    def __init__(self, track):
        self.track = track
        self.names, self.arguments, self.texts = {}, {}, {}
        self.depth, self.value, self.events = 0, None, 0


def interned(known, entries, text_of):
    for entry in entries:
        assert entry.iid and entry.iid not in known, entry
        known[entry.iid] = text_of(entry)


def follow(sequence, event):
    sequence.events += 1
    if event.type == EVENT.TYPE_COUNTER:
        assert event.counter_value != sequence.value, "a counter's value is said twice"
        sequence.value = event.counter_value
    sequence.depth += {EVENT.TYPE_SLICE_BEGIN: 1, EVENT.TYPE_SLICE_END: -1}.get(event.type, 0)
    assert sequence.depth >= 0, "more slices end than begin"
    if event.type in (EVENT.TYPE_SLICE_BEGIN, EVENT.TYPE_INSTANT):
        assert event.name_iid in sequence.names, event
    for argument in event.debug_annotations:
        assert argument.name_iid in sequence.arguments, argument
        if argument.HasField("string_value_iid"):
            assert argument.string_value_iid in sequence.texts, argument


def check(path):
    with open(path, "rb") as f:
        data = f.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    trace = schema.Trace.FromString(data)
    trace.DiscardUnknownFields()
    assert trace.ByteSize() == len(data), "fields that are not in the schema, or longer than needed"
    sequences, tracks = {}, collections.OrderedDict()
    for packet in trace.packet:
        number = packet.trusted_packet_sequence_id
        assert number, "a packet without a sequence"
        if packet.HasField("track_descriptor"):
            track = packet.track_descriptor
            assert track.uuid and track.uuid not in tracks, "two tracks with one number"
            assert not track.parent_uuid or track.parent_uuid in tracks, "its parent comes later"
            tracks[track.uuid] = track
            continue
        if packet.sequence_flags == CLEARED:
            assert packet.first_packet_on_sequence and number not in sequences, number
            defaults = packet.trace_packet_defaults
            assert defaults.timestamp_clock_id == 64
            assert [c.clock_id for c in packet.clock_snapshot.clocks] == [1, 64]
            sequences[number] = Sequence(defaults.track_event_defaults.track_uuid)
            assert sequences[number].track in tracks
            continue
        assert packet.sequence_flags == NEEDED and number in sequences, packet
        sequence, data = sequences[number], packet.interned_data
        interned(sequence.names, data.event_names, lambda e: e.name)
        interned(sequence.arguments, data.debug_annotation_names, lambda e: e.name)
        interned(sequence.texts, data.debug_annotation_string_values, lambda e: e.str)
        if packet.HasField("track_event"):
            follow(sequence, packet.track_event)
    for sequence in sequences.values():
        assert not sequence.depth, f"slices of {tracks[sequence.track].name} never end"
    return sum(s.events for s in sequences.values())


for trace_path in sys.argv[1:]:
    print(check(trace_path))
