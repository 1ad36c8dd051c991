/*
 * The run: its rows, and what follows from them: what a core holds after a change, what lives then.
 *
 * Must not know: how it is shown.
 */

const EVENTS = ["open", "held", "alloc", "free", "launch", "replay", "program gone"];

class Run {
	constructor(sections) {
		const columns = (table, ...names) => Object.fromEntries(names.map((name) =>
			[name, sections.column(table + "." + name)]));
		this.sections = sections;
		this.about = sections.rows("about")[0];
		this.counts = new Map(sections.rows("counts").map((c) => [c.name, c]));
		this.info = sections.rows("run")[0];
		this.fullest = sections.rows("fullest")[0] || null;
		this.openings = sections.rows("opening");
		Object.assign(this, rowsOfRun(sections));
		this.changes = this.change.time_ns.length;
		this.opForms = new Map(sections.rows("op_form").map((f) => [f.form, f]));
		this.pass = columns("pass", "begin_ns", "end_ns", "depth", "name");
		this.passNames = sections.rows("pass_name").map((p) => p.name);
		this.sites = new Map(sections.rows("site").map((s) => [s.callsite, s.shown]));
		this.duration = Math.max(Number(this.info.duration_ns) || 0, 1);
		this.failures = this.table("failures");
		/* the recorder saw what ops use */
		this.knowsUses = this.info.uses > 0 || !this.info.ops;
		this.readCores(columns("core", "class", "opening", "core_x", "core_y"));
		this.readLists(columns("list", "classes", "class"));
	}

	/* The rows that a verb prints. */
	table(name) {
		return this.sections.rows("table." + name);
	}

	/* chips: number -> {device, openings, cores: "x,y" -> {x, y, classes}}. */
	readCores(core) {
		this.chips = new Map();
		this.openingOf = new Map(this.openings.map((o) => [o.opening, o]));
		this.classOpening = new Map();
		for (const opening of this.openings) {
			if (!this.chips.has(opening.device))
				this.chips.set(opening.device, {device: opening.device, openings: [], cores: new Map()});
			this.chips.get(opening.device).openings.push(opening);
		}
		for (let i = 0; i < core.class.length; i++) {
			const opening = this.openingOf.get(core.opening[i]);
			const chip = opening && this.chips.get(opening.device);
			const key = core.core_x[i] + "," + core.core_y[i];
			if (!chip) continue;
			if (!chip.cores.has(key))
				chip.cores.set(key, {key, x: core.core_x[i], y: core.core_y[i], chip, classes: []});
			chip.cores.get(key).classes.push(core.class[i]);
			this.classOpening.set(core.class[i], opening);
		}
	}

	/* Which sets of classes a class is in, and which rows have a set: lists of the same classes are one. */
	readLists(list) {
		const members = new Map(), numbers = new Map();
		for (let i = 0; i < list.class.length; i++) {
			if (!members.has(list.classes[i])) members.set(list.classes[i], []);
			members.get(list.classes[i]).push(list.class[i]);
		}
		this.listNumber = new Map();
		this.listsOfClass = new Map();
		for (const [number, classes] of members) {
			const key = classes.sort((a, b) => a - b).join();
			if (!numbers.has(key)) {
				numbers.set(key, numbers.size);
				for (const one of classes) {
					if (!this.listsOfClass.has(one)) this.listsOfClass.set(one, []);
					this.listsOfClass.get(one).push(numbers.get(key));
				}
			}
			this.listNumber.set(number, numbers.get(key));
		}
		this.lists = numbers.size;
		const lists = this.lists, starts = new Uint32Array(lists + 2);
		const of = this.listOfRow = new Int32Array(this.changes);
		for (let i = 0; i < this.changes; i++) {
			const number = this.listNumber.get(this.change.classes[i]);
			of[i] = number === undefined ? -1 : number;
			if (of[i] >= 0) starts[of[i] + 1]++;
		}
		for (let l = 0; l < lists; l++) starts[l + 1] += starts[l];
		const rows = this.rowsOfLists = new Uint32Array(this.changes), at = starts.slice();
		for (let i = 0; i < this.changes; i++) if (of[i] >= 0) rows[at[of[i]]++] = i;
		this.listStarts = starts;
	}

	/* Cores of equal keys hold the same all the time. */
	keyOfCore(core) {
		return core.lists_key || (core.lists_key = this.listsOfCore(core).join());
	}

	/* Chips that hold the same at all times, core by core: lists of chips, each with the first one that is so. */
	chipGroups() {
		if (this.groups) return this.groups;
		const groups = new Map();
		for (const chip of this.chips.values()) {
			const times = chip.openings.map((o) => [o.l1_bytes, o.unreserved_base, o.close_ns === null].join());
			const key = times.join(";") + "|" + [...chip.cores.values()].map((core) => core.key + ":" + this.keyOfCore(core)).sort().join(" ");
			if (!groups.has(key)) groups.set(key, []);
			groups.get(key).push(chip);
			chip.group = groups.get(key);
		}
		return this.groups = [...groups.values()];
	}

	listsOfCore(core) {
		return core.lists || (core.lists = [...new Set(core.classes.flatMap((c) =>
			this.listsOfClass.get(c) || []))].sort((a, b) => a - b));
	}

	/* The rows of a core, in their order. */
	rowsOfCore(core) {
		const mine = new Uint8Array(this.lists), out = [];
		for (const list of this.listsOfCore(core)) mine[list] = 1;
		let n = 0;
		for (let i = 0; i < this.changes; i++) n += this.listOfRow[i] >= 0 && mine[this.listOfRow[i]];
		const rows = new Uint32Array(n);
		for (let i = 0, k = 0; i < this.changes; i++)
			if (this.listOfRow[i] >= 0 && mine[this.listOfRow[i]]) rows[k++] = i;
		return rows;
	}

	/* The last row of a core up to this one; -1: none. */
	rowAt(core, row) {
		let best = -1;
		for (const list of this.listsOfCore(core)) {
			const from = this.listStarts[list], to = this.listStarts[list + 1];
			if (from === to || this.rowsOfLists[from] > row || this.rowsOfLists[to - 1] <= best) continue;
			let low = from, high = to;
			while (low < high) {
				const middle = (low + high) >> 1;
				if (this.rowsOfLists[middle] <= row) low = middle + 1;
				else high = middle;
			}
			if (this.rowsOfLists[low - 1] > best) best = this.rowsOfLists[low - 1];
		}
		return best;
	}

	total(row) {
		const c = this.change;
		return c.buffer_bytes[row] + c.l1_small_bytes[row] + c.program_bytes[row] + c.persistent_bytes[row];
	}

	/* What a core holds after a row: its parts and their sum; zeros while its chip is not open. */
	heldAt(core, row) {
		const at = row < 0 ? -1 : this.rowAt(core, row), c = this.change;
		if (at < 0 || !this.openAt(core.chip, c.time_ns[row], row))
			return {buffer: 0, small: 0, program: 0, persistent: 0, total: 0, row: -1};
		return {buffer: c.buffer_bytes[at], small: c.l1_small_bytes[at], program: c.program_bytes[at],
			persistent: c.persistent_bytes[at], total: this.total(at), row: at};
	}

	/* Of changes that were thinned, the one that a row is of: from row, to row, how many it has; null where
	 * all changes are there. */
	stretchAt(row) {
		const s = this.stretch, n = row < 0 ? 0 : countUpTo(s.row, row);
		return !n || s.whole[n - 1] ? null : {from: s.row[n - 1], to: n < s.row.length ? s.row[n] : this.changes,
			changes: s.changes[n - 1]};
	}

	/* What a core holds after a row; where that is not known, as changes were left out, the most that it
	 * held in the stretch, and `stretch`. */
	mostNear(core, row) {
		const held = this.heldAt(core, row), stretch = this.stretchAt(row);
		if (!stretch || held.row === row || !this.openAt(core.chip, this.change.time_ns[row])) return held;
		let at = this.rowAt(core, stretch.to - 1), best = null;
		if (at <= row) return held;
		for (; at >= 0; at = this.rowAt(core, at - 1)) {
			if (!best || this.total(at) > this.total(best.row)) best = this.heldAt(core, at);
			if (at < stretch.from) break;
		}
		return Object.assign({}, best, {stretch});
	}

	openAt(chip, time) {
		return chip.openings.some((o) => Number(o.open_ns) <= time &&
			(o.close_ns === null || Number(o.close_ns) >= time));
	}

	/* Bytes that a core of the chip can hold. */
	usable(chip) {
		const o = chip && chip.openings[chip.openings.length - 1];
		return o && o.l1_bytes !== null && o.unreserved_base !== null
			? Number(o.l1_bytes) - Number(o.unreserved_base) : NaN;
	}

	/* Index into op of a launch or replay by its number; -1: the page does not have it. */
	opIndex(number) {
		const n = isNil(number) ? 0 : countUpTo(this.op.op, number);
		let i = n - 1;
		if (i < 0 || this.op.op[i] !== number) return -1;
		while (i > 0 && this.op.op[i - 1] === number) i--;
		return i;
	}

	opName(number) {
		const i = this.opIndex(number), form = i < 0 ? null : this.opForms.get(this.op.form[i]);
		return form ? form.name || form.kind : null;
	}

	/* The shown frames, the innermost first. */
	frames(site) {
		return (this.sites.get(site) || site).split("; ").map((frame) => this.shortPaths(frame));
	}

	/* The names of the marks and modules that a time is in, the outermost first. */
	modulesAt(time) {
		if (!this.modules) this.modules = new Map();
		if (!this.modules.has(time)) this.modules.set(time, this.findModules(time));
		return this.modules.get(time);
	}

	/* The passes that are open at a time, as they began. */
	passesAt(time) {
		const {begin_ns: begin, end_ns: end} = this.pass, found = [];
		for (let i = 0, n = countUpTo(begin, time); i < n; i++)
			if (isNil(end[i]) || end[i] > time) found.push(i);
		return found;
	}

	/* The mark or module that began last of those that are open; undefined: none is. */
	moduleAt(time) {
		return this.passesAt(time).map((i) => this.passNames[this.pass.name[i] - 1]).pop();
	}

	findModules(time) {
		const {depth, name} = this.pass;
		const out = this.passesAt(time).sort((a, b) => depth[a] - depth[b]).map((i) => this.passNames[name[i] - 1] || "?");
		return out.length ? out : ["outside of all marks"];
	}

	/* A text whose paths begin at the folder in which the run was. */
	shortPaths(text) {
		return this.info.cwd && this.info.cwd !== "/" ? String(text).replaceAll(this.info.cwd + "/", "") : text;
	}

	/* Indexes of the buffers that live on a core after the changes of this time. */
	liveAt(core, time) {
		const before = this.lived;
		if (before && before.core === core && before.time === time) return before.out;
		const b = this.buffer, until = countUpTo(b.alloc_ns, time), out = [];
		for (let i = 0; i < until; i++)
			if ((b.end_ns[i] > time || isNil(b.end_ns[i])) && this.lies(i, core, time))
				out.push(i);
		this.lived = {core, time, out};
		return out;
	}

	/* Whether a buffer takes bytes of this core: those in lockstep do on all, others on their own. */
	lies(i, core, time) {
		const form = this.bufferForms.get(this.buffer.form[i]);
		if (!form || !form.chipSet.has(core.chip.device)) return false;
		if (isNil(this.buffer.end_ns[i]) && time !== undefined) {
			const o = this.openingOfHandle(form.handle);
			if (o && o.close_ns !== null && Number(o.close_ns) < time) return false;
		}
		if (!form.per_core && form.kind !== "persistent") return true;
		return form.ranges.some((r) => core.x >= r[0] && core.x <= r[2] && core.y >= r[1] && core.y <= r[3]);
	}

	openingOfHandle(handle) {
		if (!this.handles) this.handles = new Map(this.openings.map((o) => [o.handle, o]));
		return this.handles.get(handle);
	}

	end(i) {
		return isNil(this.buffer.end_ns[i]) ? this.duration : this.buffer.end_ns[i];
	}

	/* When a buffer is used for the last time; NaN: not known. */
	lastUse(i) {
		return isNil(this.buffer.last_ns[i]) ? NaN : this.buffer.last_ns[i];
	}

	/* Whether it lives at this time although nothing uses it again, as uses --dead counts: not what the
	 * program cache owns, or has an address of its own on each core. */
	isDead(i, row) {
		const time = this.change.time_ns[row];
		/* the launches of a replay use what was live at their capture */
		return this.change.event[row] !== 5 && this.lastUse(i) < time && !this.buffer.owned[i] && !this.bufferForms.get(this.buffer.form[i]).per_core;
	}

	/* The number of the op that uses it last; NaN: none, the host did, or not known. */
	lastOp(i) {
		const nth = this.buffer.last_nth[i], host = /^host/.test(this.bufferForms.get(this.buffer.form[i]).last_use);
		return isNil(nth) || (host && !this.buffer.perhaps[i]) ? NaN : this.buffer.ops_before[i] + nth;
	}
}
