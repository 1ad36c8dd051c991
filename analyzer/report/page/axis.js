/*
 * The axis that all pictures share: real time, or the number of the op, between which the changes of L1
 * are spread evenly. It says where a row, a time or an op lies, and which row lies where.
 *
 * Must not know: pixels.
 */
class Axis {
	constructor(run, mode) {
		this.run = run;
		this.mode = mode;
		this.times = run.change.time_ns;
		this.of = mode === "op" ? Axis.byOp(run) : this.times;
		this.min = 0;
		this.max = mode === "op" ? Math.max(this.of.length ? this.of[this.of.length - 1] : 0, 1)
			: Math.max(run.duration, run.changes ? this.times[run.changes - 1] : 0, 1);
	}
	static byOp(run) {
		const n = run.changes, out = new Float64Array(n), op = run.change.op, event = run.change.event;
		for (let begin = 0, now = 0; begin < n;) {
			let end = begin + 1;
			const starts = (i) => (event[i] === 4 || event[i] === 5) && !isNil(op[i]) && op[i] > now;
			while (end < n && !starts(end)) end++;
			if (starts(begin)) now = op[begin];
			for (let i = begin; i < end; i++) out[i] = now + (i - begin) / (end - begin);
			begin = end;
		}
		return out;
	}
	ofTime(time) {
		if (this.mode === "time") return time;
		const i = countUpTo(this.times, time) - 1;
		return i < 0 ? 0 : this.of[i];
	}
	ofOp(i) {
		return this.mode === "op" ? this.run.op.op[i] : this.run.op.time_ns[i];
	}
	rowAt(where) {
		return countUpTo(this.of, where) - 1;
	}
	/* For the scale. */
	words(where) {
		return this.mode === "op" ? "op " + grouped(Math.floor(where))
			: duration(Math.round(where)).replace(/\.0+ | (?=ns)/, " ");
	}
}

/* Round places between two, six or fewer; of bytes with the powers of two. */
function roundPlaces(from, to, bytes) {
	const rough = (to - from) / 6, power = 10 ** Math.floor(Math.log10(rough)), out = [];
	const step = bytes ? 2 ** Math.ceil(Math.log2(rough)) : [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
	if (!(step > 0) || !isFinite(step)) return out;
	for (let i = Math.ceil(from / step); i * step <= to && out.length < 20; i++) out.push(i * step);
	return out;
}
