/*
 * The run that this one is compared with: where it is at the cursor, what it held over time, and what
 * changed by call site. Lines of a source move, so frames are compared by file and function.
 *
 * Must not know: other panels.
 */

/* A frame without its line: "model.py:27 Attention.forward" is "model.py Attention.forward". */
const withoutLine = (frame) => frame.replace(/:\d+(?= [^ ]*$|$)/, "");

class Before {
	constructor(sections, after) {
		this.run = new Run(sections);
		this.after = after;
		this.axes = {};
		this.peak = peakOf(this.run);
	}

	axis(mode) {
		return this.axes[mode] || (this.axes[mode] = new Axis(this.run, mode));
	}

	/* The core that is at the same place; null: it has none. */
	coreLike(core) {
		const chip = core && this.run.chips.get(core.chip.device);
		return chip && chip.cores.get(core.key) || null;
	}

	/* Its core and row beside the cursor; null: none. */
	momentOf(cursor, view) {
		if (cursor.against === "peak") return this.peak.core && this.peak.row >= 0 ? this.peak : null;
		const core = this.coreLike(cursor.core), row = cursor.row < 0 ? -1 : this.axis(cursor.mode).rowAt(view.axis.of[cursor.row]);
		return core && row >= 0 ? {core, row} : null;
	}

	/* What the core of this place held, as the timeline draws it. */
	storyOf(core, mode) {
		const mine = this.coreLike(core), rows = mine ? this.run.rowsOfCore(mine) : new Uint32Array(0);
		return {run: this.run, rows, axis: this.axis(mode), closes: closesOf(mine)};
	}

	/* The row of the verdict. */
	headline() {
		const [b, a] = [this.run.fullest, this.after.fullest].map((f) => f ? Number(f.peak_bytes) : 0);
		const fails = [this.run, this.after].map((r) => r.counts.get("failures").of);
		return make("p", {id: "compared"}, "Against ", make("b", {}, quoted(this.run.info.path || "before")), ": the peak of a core "
			+ (a === b ? "stays " + grouped(a) + " bytes" : (a > b ? "rises" : "falls") + " by ") , a === b ? null : make("b", {}, grouped(Math.abs(a - b)) + " bytes"),
		a === b ? "" : ", from " + grouped(b) + " to " + grouped(a) + (b ? " (" + (a > b ? "+" : "\u2212") + percent(Math.abs(a - b), b) + ")" : ""),
		fails[0] || fails[1] ? "; failures: " + fails[0] + " before, " + fails[1] + " now" : "", ". ");
	}

	/* What each function's line held when each run was fullest: rows, the largest change first. */
	changes() {
		const rows = new Map();
		for (const [run, side] of [[this.run, "before"], [this.after, "after"]]) {
			const {core, row} = peakOf(run);
			if (!core || row < 0) continue;
			const add = (callsite, name, variable, kind, bytes) => {
				const frame = callsite ? withoutLine(run.frames(callsite)[0]) : "", key = [frame, name, variable, kind].join("\u0000");
				if (!rows.has(key)) rows.set(key, {kind, name, variable, before_bytes: 0, after_bytes: 0, change_bytes: 0,
					before_count: 0, after_count: 0, before_callsite: null, after_callsite: null});
				const r = rows.get(key);
				r[side + "_bytes"] += bytes;
				r[side + "_count"]++;
				r[side + "_callsite"] = r[side + "_callsite"] || callsite && run.frames(callsite).join("; ");
				r.change_bytes = r.after_bytes - r.before_bytes;
			};
			for (const i of run.liveAt(core, run.change.time_ns[row])) {
				const form = run.bufferForms.get(run.buffer.form[i]);
				add(form.callsite, form.name, form.variable, form.kind, Number(form.bytes_per_core));
			}
			const held = run.heldAt(core, row), at = run.opIndex(held.row < 0 ? NIL : run.change.op[held.row]);
			const op = at < 0 ? null : run.opForms.get(run.op.form[at]);
			if (held.program) add(op && op.callsite, op && op.name, null, "program", held.program);
		}
		return [...rows.values()].sort((x, y) => Math.abs(y.change_bytes) - Math.abs(x.change_bytes) || y.after_bytes - x.after_bytes);
	}

	show(place, chosenRows) {
		const run = this.after, rows = this.changes(), sum = (key) => rows.reduce((n, r) => n + r[key], 0);
		place.append(make("p", {}, "Where each run is fullest, by the function that made it: ", make("b", {}, grouped(sum("before_bytes")) + " bytes before, "
			+ grouped(sum("after_bytes")) + " now")),
		tableOf(run, rows, {name: "changes", mark: (r) => r.change_bytes > 0 ? "more" : r.change_bytes < 0 ? "less" : "", signs: ["change_bytes"], ...chosenRows}),
		make("h2", {}, "peaks, ops, leaks, failures, free space"),
		tableOf(run, run.table("diff"), {name: "diff", signs: ["change", "worse"], command: "query diff " + this.run.about.input}));
	}
}
