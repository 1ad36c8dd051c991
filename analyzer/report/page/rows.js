/*
 * The rows of what is drawn, unpacked: columns of changes, ops and buffers, and what buffers have in
 * common. Most changes are a buffer that came or went: expected_changes.h says what is expected of them.
 *
 * Must not know: how they are shown.
 */
const ALLOC = 2, FREE = 3;

/* The cores of a set: "0,0-7,3 0,4-2,4". */
function coreRanges(text) {
	return (text || "").split(" ").map((range) => range.split(/[-,]/).map(Number))
		.filter((r) => r.length >= 2).map((r) => r.length === 4 ? r : [r[0], r[1], r[0], r[1]]);
}

/* What buffers have in common, made when it is asked for: there may be one for each buffer. */
class Forms {
	constructor(sections) {
		const byId = (name, id = "id") => new Map(sections.rows("form_" + name).map((r) => [r[id], r]));
		this.columns = Object.fromEntries(["handle", "kind", "layout", "bytes_per_core", "size_bytes", "core_count",
			"per_core", "last_use", "cores", "callsite", "tensor", "purpose", "given", "named"].map((n) => [n, null]));
		for (const name of Object.keys(this.columns)) {
			this.before = name === "size_bytes" ? this.columns.bytes_per_core : null;
			this.columns[name] = sections.column("form." + name, (i) => isNil(this.before[i]) ? 0 : this.before[i]);
		}
		this.texts = sections.rows("form_text").map((r) => r.text);
		this.chips = byId("chips", "handle");
		this.cores = byId("cores");
		this.sites = byId("site");
		this.tensors = byId("tensor");
		this.made = [];
		this.size = this.columns.handle.length;
	}
	/* The text of form n in a column. */
	text(column, n) {
		const number = this.columns[column][n - 1];
		return isNil(number) ? null : this.texts[number];
	}
	get(n) {
		return this.made[n] || (n >= 1 && n <= this.size ? this.made[n] = this.make(n) : undefined);
	}
	*values() {
		for (let n = 1; n <= this.size; n++) yield this.get(n);
	}
	make(n) {
		const value = (name) => isNil(this.columns[name][n - 1]) ? null : this.columns[name][n - 1];
		const device = this.chips.get(value("handle")) || {chips: null}, cores = this.cores.get(value("cores"));
		const site = this.sites.get(value("callsite")) || {callsite: null, op: null, variable: null};
		const tensor = this.tensors.get(value("tensor"));
		if (!device.chipSet) device.chipSet = new Set((device.chips || "").split(",").map(Number));
		if (cores && !cores.ranges) cores.ranges = coreRanges(cores.cores);
		return {form: n, handle: value("handle"), kind: this.text("kind", n), layout: this.text("layout", n),
			bytes_per_core: value("bytes_per_core"), size_bytes: value("size_bytes"), core_count: value("core_count"),
			per_core: value("per_core"), last_use: this.text("last_use", n), cores: cores ? cores.cores : null,
			callsite: site.callsite, name: site.op === null ? this.text("purpose", n) : site.op,
			tensor: tensor ? tensor.tensor : null, chips: device.chips,
			variable: this.text("given", n) || (value("named") === 1 ? site.variable : null),
			ranges: cores ? cores.ranges : [], chipSet: device.chipSet};
	}
}

/* What moved at each time of the line: bytes of l1, how many buffers, whether the last came, its cores. */
function movesOf(line, buffer, forms) {
	const n = line.length, c = forms.columns, out = {bytes: new Float64Array(n), count: new Uint32Array(n),
		begins: new Uint8Array(n), cores: new Int32Array(n).fill(-1)};
	const ofL1 = Array.from({length: forms.size}, (_, i) => forms.text("kind", i + 1) === "l1" && !isNil(c.bytes_per_core[i])
		? c.bytes_per_core[i] : 0);
	const move = (time, form, begins) => {
		const place = isNil(time) ? -1 : countUpTo(line, time) - 1;
		if (place < 0 || line[place] !== time) return;
		out.bytes[place] += begins ? ofL1[form] : -ofL1[form];
		out.cores[place] = c.cores[form] >= 0 && c.cores[form] < 2147483647 ? c.cores[form] : -1;
		out.begins[place] = begins;
		out.count[place]++;
	};
	for (let i = 0; i < buffer.form.length; i++) {
		move(buffer.alloc_ns[i], buffer.form[i] - 1, 1);
		move(buffer.end_ns[i], buffer.form[i] - 1, 0);
	}
	return out;
}

/* Columns event, classes and buffer_bytes of changes. */
function expectChanges(sections, change, buffer, forms) {
	const expects = sections.kind("change.event") > 4, line = sections.line, times = change.time_ns;
	const moves = expects ? movesOf(line, buffer, forms) : null, places = new Int32Array(expects ? times.length : 0);
	for (let i = 0, place = -1; i < places.length; i++) {
		while (place + 1 < line.length && line[place + 1] <= times[i]) place++;
		if (place >= 0 && line[place] > times[i]) place = countUpTo(line, times[i]) - 1;
		places[i] = place >= 0 && line[place] === times[i] ? place : -1;
	}
	const lists = new Map(), held = new Map();
	const last = (map, key, i, out) => {
		const row = map.get(key);
		map.set(key, i);
		return row === undefined ? 0 : out[row];
	};
	const one = (i) => places[i] >= 0 && moves.count[places[i]] === 1;
	change.event = sections.column("change.event", (i) => !one(i) ? 0 : moves.begins[places[i]] ? ALLOC : FREE);
	change.classes = sections.column("change.classes", (i, out) => one(i) && moves.cores[places[i]] >= 0
		? last(lists, moves.cores[places[i]], i, out) : 0);
	change.buffer_bytes = sections.column("change.buffer_bytes", (i, out) => last(held, change.classes[i], i, out)
		+ (places[i] >= 0 && (change.event[i] === ALLOC || change.event[i] === FREE) ? moves.bytes[places[i]] : 0));
}

function rowsOfRun(sections) {
	const columns = (table, ...names) => Object.fromEntries(names.map((name) =>
		[name, sections.column(table + "." + name)]));
	const change = columns("change", "time_ns", "op", "l1_small_bytes", "program_bytes", "persistent_bytes");
	sections.setLine(change.time_ns);
	const op = columns("op", "op", "form", "time_ns", "buffer_bytes", "headroom_bytes");
	const buffer = columns("buffer", "buffer", "form", "address", "alloc_ns", "end_ns", "part", "uses",
		"last_ns", "ops_before", "last_nth", "perhaps", "owned");
	const forms = new Forms(sections);
	expectChanges(sections, change, buffer, forms);
	return {change, op, buffer, bufferForms: forms, stretch: columns("stretch", "row", "changes", "whole")};
}
