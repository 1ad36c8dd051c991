/*
 * What the core holds over time: parts stacked under the line of its capacity, marks and ops below. A
 * column of pixels shows the fullest moment that it has, so no peak is lost.
 *
 * Must not know: other panels.
 */
const PARTS = [["buffer", "buffer_bytes", "buffers"], ["small", "l1_small_bytes", "L1_SMALL"],
	["persistent", "persistent_bytes", "persistent space"], ["program", "program_bytes", "program"]];
const LANES = 3, LANE = 16, LEFT = 64;

/* When the chip of a core was closed, sorted. */
function closesOf(core) {
	return core ? core.chip.openings.filter((o) => o.close_ns !== null).map((o) => Number(o.close_ns)).sort((a, b) => a - b) : [];
}

class Timeline {
	/* before: the run that this one is compared with, or null */
	constructor(run, cursor, view, before) {
		Object.assign(this, {run, cursor, view, before});
		listenToPointer(document.getElementById("plot"), (x) => this.wordsAt(x));
		this.plot = new Picture(document.getElementById("plot-canvas"));
		this.strip = new Picture(document.getElementById("strip-canvas"));
		cursor.tell("core", () => { this.readCore(); this.draw(); });
		cursor.tell("axis", () => this.draw());
		cursor.tell("row", () => this.place());
	}

	readCore() {
		const core = this.cursor.core, run = this.run;
		this.rows = core ? run.rowsOfCore(core) : new Uint32Array(0);
		this.usable = core ? run.usable(core.chip) : NaN;
		this.most = 0;
		for (const row of this.rows) this.most = Math.max(this.most, run.total(row));
		this.top = Math.max(isNaN(this.usable) ? 0 : this.usable, this.most, 1) * 1.04;
		this.closes = closesOf(core);
		if (!this.before) return;
		const before = this.before.storyOf(core, this.cursor.mode);
		for (const row of before.rows) this.top = Math.max(this.top, before.run.total(row) * 1.04);
	}

	/* What is drawn of this run. */
	get story() {
		return {run: this.run, rows: this.rows, axis: this.view.axis, closes: this.closes};
	}

	/* For each column of pixels the row that is fullest in it, or -1. */
	fullestRows(from, to, width, {axis, rows, run, closes} = this.story) {
		const out = new Int32Array(width).fill(-1), step = (to - from) / width, times = run.change.time_ns;
		let next = 0, high = rows.length;
		while (next < high) {
			const middle = (next + high) >> 1;
			if (axis.of[rows[middle]] <= from) next = middle + 1;
			else high = middle;
		}
		let held = next ? rows[next - 1] : -1, close = 0;
		for (let x = 0; x < width; x++) {
			const begin = from + x * step, end = begin + step;
			/* what was held when the column begins, unless the chip was closed since */
			if (held >= 0) {
				while (close < closes.length && closes[close] < times[held]) close++;
				if (close < closes.length && axis.ofTime(closes[close]) < begin) held = -1;
			}
			let best = held, most = held < 0 ? -1 : run.total(held);
			for (; next < rows.length && axis.of[rows[next]] < end; next++) {
				held = rows[next];
				const total = run.total(held);
				if (total > most) [best, most] = [held, total];
			}
			out[x] = best;
		}
		return out;
	}

	draw() {
		if (!this.rows) this.readCore();
		this.drawStrip();
		this.drawPlot();
		this.place();
	}

	drawStrip() {
		const p = this.strip, axis = this.view.axis;
		if (!p.begin()) return;
		p.rect(p.colours.panel, 0, 0, p.width, p.height);
		const width = p.width - LEFT, fullest = this.fullestRows(axis.min, axis.max, width);
		for (let x = 0; x < width; x++) {
			if (fullest[x] < 0) continue;
			const h = this.run.total(fullest[x]) / this.top * p.height;
			p.rect(p.colours.buffer, LEFT + x, p.height - h, 1, h);
		}
		const [a, b] = [this.view.from, this.view.to].map((u) => LEFT + (u - axis.min) / (axis.max - axis.min) * width);
		const box = document.getElementById("window");
		box.style.transform = "translateX(" + a + "px)";
		box.style.width = Math.max(b - a, 2) + "px";
	}

	drawPlot() {
		const p = this.plot, run = this.run, c = run.change;
		if (!p.begin()) return;
		const width = p.width - LEFT, high = p.height - LANE * (LANES + 1) - 18, {from, to} = this.view;
		const y = (bytes) => high - bytes / this.top * high;
		p.rect(p.colours.panel, LEFT, 0, width, high);
		for (const bytes of roundPlaces(0, this.top, true)) {
			p.rect(p.colours.rule, LEFT, Math.round(y(bytes)), width, 1);
			p.text(p.colours.soft, human(bytes), 2, Math.max(y(bytes) + 4, 10), LEFT - 4);
		}
		const fullest = this.fullestRows(from, to, width);
		for (let x = 0; x < width; x++) {
			if (fullest[x] < 0) continue;
			for (let i = 0, sum = 0; i < PARTS.length; i++) {
				const bytes = c[PARTS[i][1]][fullest[x]];
				if (bytes > 0) p.rect(p.colours[PARTS[i][0]], LEFT + x, y(sum + bytes), 1, y(sum) - y(sum + bytes));
				sum += bytes;
			}
		}
		if (this.before) this.drawBefore(p, y, width);
		if (!isNaN(this.usable)) p.rect(p.colours.capacity, LEFT, Math.round(y(this.usable)), width, 2);
		this.drawFailures(p, high);
		this.drawMarks(p, high + 2, width);
		this.drawOps(p, high + 2 + LANES * LANE, width);
		for (const at of roundPlaces(from, to)) {
			const x = this.view.x(at, width);
			p.rect(p.colours.soft, LEFT + x, p.height - 16, 1, 4);
			p.text(p.colours.soft, this.view.axis.words(at), LEFT + x + 3, p.height - 4, width - x - 4);
		}
		const core = this.cursor.core;
		p.canvas.setAttribute("aria-label", core ? "L1 of core " + core.key + " of chip " + core.chip.device
			+ " over time, at most " + grouped(this.most) + " bytes" : "no core was seen");
	}

	/* What the other run held, as a line. */
	drawBefore(p, y, width) {
		const story = this.before.storyOf(this.cursor.core, this.cursor.mode);
		const rows = this.fullestRows(this.view.from, this.view.to, width, story);
		for (let x = 0, last = NaN; x < width; x++) {
			const at = rows[x] < 0 ? NaN : y(story.run.total(rows[x]));
			if (!isNaN(at)) p.rect(p.colours.text, LEFT + x, Math.min(at, isNaN(last) ? at : last), 1, Math.max(Math.abs(at - last) || 0, 1.5));
			last = at;
		}
	}

	/* The fullest moment of the column of pixels below the pointer. */
	wordsAt(x) {
		const width = this.plot.width - LEFT, {from, to} = this.view, step = (to - from) / width;
		if (!this.rows || !(x >= LEFT)) return "";
		const at = from + (x - LEFT) * step, row = this.fullestRows(at - step, at, 1)[0], run = this.run;
		if (row < 0) return duration(this.view.axis.mode === "time" ? Math.round(at) : 0) + ": nothing held";
		const op = run.change.op[row], event = EVENTS[run.change.event[row]] || "?";
		return duration(run.change.time_ns[row]) + ": " + grouped(run.total(row)) + " bytes, " + event
			+ (isNil(op) ? "" : " of op " + grouped(op) + " " + (run.opName(op) || ""));
	}

	drawFailures(p, high) {
		for (const failure of this.run.failures) {
			const x = this.view.x(this.view.axis.ofTime(Number(failure.time_ns)), p.width - LEFT);
			if (x < 0 || x > p.width - LEFT) continue;
			p.rect(p.colours.bad, LEFT + x, 0, 1, high);
			p.draw.font = "bold 14px system-ui, sans-serif";
			p.text(p.colours.bad, "\u2715", LEFT + x - 5, 14);
			p.draw.font = "11px system-ui, sans-serif";
		}
	}

	/* Passes of marks, one lane for each depth; those that share a pixel are drawn once. */
	drawMarks(p, top, width) {
		const {pass, passNames} = this.run, axis = this.view.axis, last = new Array(LANES).fill(-1);
		p.text(p.colours.soft, pass.name.length ? "marks" : "no marks", 2, top + 12, LEFT - 4);
		for (let i = 0; i < pass.name.length; i++) {
			const lane = Math.min(pass.depth[i], LANES - 1), name = passNames[pass.name[i] - 1];
			const begin = this.view.x(axis.ofTime(pass.begin_ns[i]), width);
			const end = this.view.x(isNil(pass.end_ns[i]) ? axis.max : axis.ofTime(pass.end_ns[i]), width);
			const a = Math.max(begin, 0), b = Math.min(Math.max(end, begin + 1), width);
			if (b <= a || Math.floor(b) <= last[lane]) continue;
			last[lane] = Math.floor(b);
			p.rect("hsl(" + hueOf(name || "") + " 45% 55% / 45%)", LEFT + a, top + lane * LANE, Math.max(b - a - 1, 1), LANE - 2);
			if (b - a > 24) p.text(p.colours.text, name || "?", LEFT + a + 3, top + lane * LANE + 11, b - a - 6);
		}
	}

	drawOps(p, top, width) {
		const {op, opForms} = this.run, axis = this.view.axis, n = op.op.length;
		const places = axis.mode === "op" ? op.op : op.time_ns;
		p.text(p.colours.soft, n ? "ops" : "no ops", 2, top + 12, LEFT - 4);
		let last = -1;
		for (let i = Math.max(countUpTo(places, this.view.from) - 1, 0); i < n; i++) {
			const begin = this.view.x(axis.ofOp(i), width);
			if (begin > width) break;
			const end = i + 1 < n ? this.view.x(axis.ofOp(i + 1), width) : width;
			const a = Math.max(begin, 0), b = Math.min(Math.max(end, begin + 1), width);
			if (b <= a || Math.floor(b) <= last) continue;
			last = Math.floor(b);
			const form = opForms.get(op.form[i]), name = form ? form.name || form.kind : "?";
			p.rect("hsl(" + hueOf(name) + " 60% 50% / 55%)", LEFT + a, top, Math.max(b - a - 1, 1), LANE - 2);
			if (b - a > 24) p.text(p.colours.text, name, LEFT + a + 3, top + 11, b - a - 6);
		}
	}

	/* The line at the cursor. */
	place() {
		const width = this.plot.width - LEFT, row = this.cursor.row, line = document.getElementById("plot-line");
		const x = row < 0 ? -1 : this.view.x(this.view.axis.of[row], width);
		line.hidden = !(x >= 0 && x <= width);
		line.style.transform = "translateX(" + (LEFT + x) + "px)";
	}
}
