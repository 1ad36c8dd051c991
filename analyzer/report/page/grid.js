/*
 * The cores of a chip at the cursor: how full each is. A click chooses the core.
 *
 * Must not know: other panels.
 */
class Grid {
	constructor(run, cursor) {
		Object.assign(this, {run, cursor, chip: null});
		this.place = document.getElementById("grid");
		this.note = document.getElementById("grid-note");
		cursor.tell("core row", () => this.draw());
	}

	/* A button for each core, where it is on the chip. */
	build(chip) {
		this.chip = chip;
		this.cells = [];
		this.place.replaceChildren();
		const xs = [...new Set([...chip.cores.values()].map((c) => c.x))].sort((a, b) => a - b);
		const ys = [...new Set([...chip.cores.values()].map((c) => c.y))].sort((a, b) => a - b);
		this.place.style.gridTemplateColumns = "repeat(" + Math.max(xs.length, 1) + ", minmax(0, 1fr))";
		for (const core of chip.cores.values()) {
			const cell = make("button", {type: "button", onclick: () => this.cursor.set({core})});
			cell.style.gridColumn = xs.indexOf(core.x) + 1;
			cell.style.gridRow = ys.indexOf(core.y) + 1;
			this.cells.push({core, cell});
			this.place.append(cell);
		}
	}

	/* What stays as it is costs no layout. */
	show(cell, words, title, share) {
		if (cell.textContent !== words) cell.textContent = words;
		if (cell.title === title) return;
		cell.title = title;
		cell.setAttribute("aria-label", title);
		cell.style.backgroundColor = "rgb(var(--cell) / " + Math.round(Math.min(share, 1) * 85) + "%)";
		cell.style.borderColor = share > 1 ? "var(--capacity)" : "var(--rule)";
	}

	draw() {
		const chosen = this.cursor.core;
		if (!chosen) {
			this.note.textContent = "no core was seen: the run opened no device, or nothing was recorded of it";
			return;
		}
		if (this.chip !== chosen.chip) this.build(chosen.chip);
		const usable = this.run.usable(this.chip), known = new Map();
		let most = 0, least = Infinity, near = null;
		for (const {core, cell} of this.cells) {
			const key = this.run.keyOfCore(core);
			if (!known.has(key)) known.set(key, this.run.mostNear(core, this.cursor.row));
			const held = known.get(key), share = usable > 0 ? held.total / usable : 0;
			most = Math.max(most, held.total);
			least = Math.min(least, held.total);
			near = held.stretch || near;
			this.show(cell, usable > 0 ? String(Math.round(100 * share)) : human(held.total), "core " + core.key + ": "
				+ (held.stretch ? "at most " : "") + grouped(held.total) + " bytes", share);
			if (cell.getAttribute("aria-pressed") !== String(core === chosen)) cell.setAttribute("aria-pressed", core === chosen);
		}
		this.note.textContent = chipWords(this.chip.group.map((c) => c.device)) + (this.chip.group.length > 1 ? " (equal at all times)" : "") + ", percent of " + grouped(usable) + " bytes a core; "
			+ (least === most ? "all hold " + grouped(most) : grouped(least) + " to " + grouped(most))
			+ (near ? "; of other cores the most in these " + grouped(near.changes) + " changes" : "");
	}
}
