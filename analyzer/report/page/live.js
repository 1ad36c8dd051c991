/*
 * In words what the cursor is at, and who is live there: bytes, shape, variable, op, line, age, last use.
 *
 * Must not know: other panels.
 */
class Live {
	constructor(run, cursor) {
		Object.assign(this, {run, cursor});
		this.place = document.getElementById("live");
		this.readout = document.getElementById("readout");
		cursor.tell("core row", () => this.draw());
	}

	rowsAt(core, time) {
		const run = this.run, b = run.buffer;
		return run.liveAt(core, time).map((i) => {
			const form = run.bufferForms.get(b.form[i]), use = run.lastUse(i), op = run.lastOp(i), name = run.opName(op);
			return {bytes_per_core: form.bytes_per_core, tensor: form.tensor, variable: form.variable,
				name: form.name, callsite: form.callsite, age_ns: time - b.alloc_ns[i],
				last_use: isNaN(use) ? null : b.owned[i] ? "the program cache has it" : b.uses[i] === 0 && !b.perhaps[i] ? "never used"
					: (use < time ? "over: " : use > time ? "later: " : "now: ") + (b.perhaps[i] ? "perhaps " : "")
						+ (isNaN(op) ? form.last_use || "not known" : "op " + op + (name ? " " + name : "")),
				kind: form.kind, address: b.address[i], buffer: b.buffer[i], dead: run.isDead(i, this.cursor.row)};
		}).sort((x, y) => Number(y.bytes_per_core) - Number(x.bytes_per_core) || x.buffer - y.buffer);
	}

	draw() {
		const {run, cursor} = this, core = cursor.core;
		if (!core || cursor.row < 0) {
			this.readout.textContent = core ? "before the first change of L1" : "";
			this.place.replaceChildren();
			return;
		}
		const held = run.mostNear(core, cursor.row), time = cursor.time, rows = this.rowsAt(core, time);
		const sum = rows.reduce((n, r) => n + Number(r.bytes_per_core), 0);
		const of = held.buffer + held.small + held.persistent, usable = run.usable(core.chip);
		const dead = rows.filter((r) => r.dead), event = EVENTS[run.change.event[cursor.row]] || "?";
		const op = isNil(run.change.op[cursor.row]) ? null : run.change.op[cursor.row];
		const parts = [["buffers", held.buffer], ["L1_SMALL", held.small], ["program", held.program],
			["persistent space", held.persistent]].filter((p) => p[1]);
		this.readout.replaceChildren(held.stretch ? "at most " : "", make("b", {}, grouped(held.total) + " bytes"), " (" + human(held.total)
			+ (usable > 0 ? ", " + percent(held.total, usable) : "") + ") on core " + core.key + " of chip "
			+ core.chip.device + " at " + duration(time) + ", " + event
			+ (op === null ? "" : " of op " + grouped(op) + ", "), op === null ? "" : quoted(run.opName(op) || "not named"),
			parts.length ? ": " + parts.map((p) => p[0] + " " + grouped(p[1])).join(", ") : "", " ",
			commandOf(run, "at " + time + "ns"));
		const box = make("div", {}, make("h2", {}, "Live at the cursor: " + count(rows.length, "buffer")
			+ ", " + grouped(sum) + " bytes a core"));
		if (dead.length) box.append(make("span", {}, "; not used again: ", make("b", { id: "dead" },
			count(dead.length, "buffer") + ", " + grouped(dead.reduce((n, r) => n + Number(r.bytes_per_core), 0)) + " bytes")));
		if (sum !== of) box.append(make("p", {className: "soft"}, "The core holds " + grouped(of) + " bytes of buffers: "
			+ (sum > of ? "some of these share addresses, or came and went in the same nanosecond."
				: grouped(of - sum) + " are of buffers that are not listed here.")));
		if (rows.length) box.append(tableOf(run, rows, {name: "live", most: 12, hidden: ["dead"], mark: (r) => r.dead ? "dead" : "",
			command: "at " + time + "ns"}));
		this.place.replaceChildren(box);
	}
}
