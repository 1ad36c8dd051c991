/*
 * Who holds what is live at the cursor, as an icicle: the core above, below it the frames of the program,
 * or its modules, down to the buffers; widths are bytes. What is not used again is hatched. A click or
 * Enter goes into a part; beside another run, signs and colours say what holds more and what less.
 *
 * Must not know: other panels.
 */
const ROW = 22, DEEPEST = 40, NARROWEST = 3, PARTS_MOST = 400;

/* A part of what is held: its words, bytes, how many of these nothing uses again, and its parts. */
class Part {
	constructor(words, kind) {
		Object.assign(this, {words, kind, bytes: 0, dead: 0, before: 0, count: 0, parts: new Map()});
	}
	part(words, kind) {
		if (!this.parts.has(words)) this.parts.set(words, new Part(words, kind));
		return this.parts.get(words);
	}
	get wide() {
		return Math.max(this.bytes, this.before);
	}
}

/*
 * Adds what a core of a run holds at a row; `key`: bytes, or before for the run that it is compared with;
 * `framesOf` gives frames, the outermost first.
 */
function addHeld(root, run, core, row, by, key, framesOf) {
	const held = run.heldAt(core, row), add = (words, kind, bytes, dead) => {
		let part = root;
		const parts = [root, ...words.slice(0, DEEPEST).map((w, i) => part = part.part(w, i === Math.min(words.length, DEEPEST) - 1 ? kind : "frame"))];
		for (const p of parts) {
			p[key] += bytes;
			if (key === "bytes") { p.count++; if (dead) p.dead += bytes; }
		}
	};
	let listed = 0;
	if (held.row < 0) return held;
	for (const i of run.liveAt(core, run.change.time_ns[row])) {
		const form = run.bufferForms.get(run.buffer.form[i]), bytes = Number(form.bytes_per_core);
		const way = by === "module" ? [...run.modulesAt(run.buffer.alloc_ns[i]), ...form.callsite ? [framesOf(run, form.callsite).pop()] : []]
			: form.callsite ? framesOf(run, form.callsite) : ["call site not recorded"];
		add([...way, form.variable || form.name || "buffer"], form.kind, bytes, run.isDead(i, row));
		listed += bytes;
	}
	const i = run.opIndex(run.change.op[held.row]), op = i < 0 ? null : run.opForms.get(run.op.form[i]);
	if (held.program > 0) add([...by === "module" ? run.modulesAt(run.change.time_ns[held.row]) : op && op.callsite ? framesOf(run, op.callsite) : [],
		"program of " + (op && op.name || "an op")], "program", held.program, false);
	const rest = held.total - held.program - listed;
	if (rest > 0) add(["not listed"], "none", rest, false);
	held.shared = Math.max(-rest, 0);
	return held;
}

class Icicle {
	constructor(run, cursor, view, before) {
		Object.assign(this, {run, cursor, view, before, zoomed: []});
		this.place = document.getElementById("icicle");
		this.note = document.getElementById("icicle-note");
		this.way = document.getElementById("icicle-way");
		for (const by of ["site", "module"]) document.getElementById("by-" + by).onclick = () => cursor.set({by, inside: ""});
		if (before) this.chooseAgainst();
		cursor.tell("core row by inside against", () => this.draw());
		this.place.addEventListener("keydown", (e) => this.key(e));
	}

	/* The tree at the cursor, beside what the other run holds: at the same place of the axis, or at its peak. */
	tree() {
		const {run, cursor} = this, root = new Part("core " + cursor.core.key + " of chip " + cursor.core.chip.device, "core");
		const frames = (of, site) => of.frames(site).reverse().map((f) => this.before ? withoutLine(f) : f);
		this.held = addHeld(root, run, cursor.core, cursor.row, cursor.by, "bytes", frames);
		const other = this.before && this.before.momentOf(cursor, this.view);
		if (other) addHeld(root, this.before.run, other.core, other.row, cursor.by, "before", frames);
		return root;
	}

	chooseAgainst() {
		this.againsts = [["peak", "its peak"], ["axis", "the same place of the axis"]].map(([against, words]) =>
			[against, make("button", {type: "button", onclick: () => this.cursor.set({against})}, words)]);
		document.getElementById("icicle-against").append("before: ", make("span", {className: "switch"}, ...this.againsts.map((a) => a[1])));
	}

	/* Its room is measured once, and when it may be another: after what other panels changed, that costs the
	 * layout of the whole page. */
	draw(resized) {
		const {cursor, place} = this;
		if (resized || !this.room) this.room = Math.max(place.clientWidth, 40);
		for (const [against, button] of this.againsts || []) button.setAttribute("aria-pressed", cursor.against === against);
		place.replaceChildren();
		this.way.replaceChildren();
		for (const by of ["site", "module"]) document.getElementById("by-" + by).setAttribute("aria-pressed", cursor.by === by);
		if (!cursor.core || cursor.row < 0) { this.note.textContent = ""; return; }
		const root = this.tree(), chain = [root];
		for (const words of cursor.inside ? cursor.inside.split("\u001f") : []) {
			const next = chain[chain.length - 1].parts.get(words);
			if (!next) break;
			chain.push(next);
		}
		const top = chain[chain.length - 1];
		this.cells = [];
		this.left = 0;
		this.deepest = 0;
		if (top.wide > 0) this.drawPart(top, 0, this.room, 0, chain.slice(1).map((p) => p.words));
		place.style.height = (this.deepest + 1) * ROW + "px";
		if (this.cells.length) this.cells[0].element.tabIndex = 0;
		this.note.textContent = grouped(top.bytes) + " bytes a core" + (top.dead ? ", of these " + grouped(top.dead) + " not used again (hatched)" : "")
			+ (this.before ? "; before " + grouped(top.before) + ", " + signed(top.bytes - top.before) : "")
			+ (this.held.shared ? "; " + grouped(this.held.shared) + " of them share addresses" : "")
			+ (this.left ? "; " + count(this.left, "part") + " too narrow to draw: go into theirs" : "");
		chain.forEach((part, i) => this.way.append(i ? " \u203a " : "", i === chain.length - 1 ? make("b", {}, quoted(part.words))
			: make("button", {type: "button", onclick: () => this.into(chain.slice(1, i + 1).map((p) => p.words))}, quoted(part.words))));
	}

	/* A part and those below it, the largest first; one after the other where they are a chain. */
	drawPart(part, x, width, depth, words) {
		if (this.cells.length >= PARTS_MOST) { this.left++; return; }
		this.deepest = Math.max(this.deepest, depth);
		const cell = this.cellOf(part, words), style = cell.style;
		style.left = x + "px";
		style.top = depth * ROW + "px";
		style.width = Math.max(width - 1, 1) + "px";
		this.place.append(cell);
		const parts = [...part.parts.values()].sort((a, b) => b.wide - a.wide || (a.words < b.words ? -1 : 1));
		const sum = Math.max(parts.reduce((n, p) => n + p.wide, 0), part.wide, 1);
		for (const below of parts) {
			const wide = width * below.wide / sum;
			if (wide < NARROWEST) this.left++;
			else this.drawPart(below, x, wide, depth + 1, [...words, below.words]);
			x += wide;
		}
	}

	cellOf(part, words) {
		const change = part.bytes - part.before, share = percent(part.bytes, this.held.total || 1);
		const about = grouped(part.bytes) + " bytes, " + share + (part.dead ? ", " + grouped(part.dead) + " not used again" : "")
			+ (this.before ? ", " + signed(change) + " against before" : "");
		const look = !this.before ? part.kind : change > 0 ? "more" : change < 0 ? "less" : "same";
		const cell = make("button", {type: "button", tabIndex: -1, className: "cell " + look, title: visible(part.words) + ": " + about,
			onclick: () => this.into(words)},
		(this.before && change ? (change > 0 ? "\u25b2 " : "\u25bc ") : ""), quoted(part.words), " ", make("span", {className: "n"}, this.before ? signed(change) : grouped(part.bytes)));
		cell.setAttribute("aria-label", shortened(part.words) + ": " + about);
		if (part.dead && part.dead === part.bytes) cell.classList.add("unused");
		this.cells.push({element: cell, words});
		return cell;
	}

	into(words) {
		this.cursor.set({inside: words.join("\u001f")});
		if (this.cells.length) this.cells[0].element.focus({preventScroll: true});
	}

	/* Up and down the tree, left and right among parts of the same row; Escape goes out again. */
	key(e) {
		const at = this.cells.findIndex((c) => c.element === document.activeElement), here = this.cells[at];
		const inside = this.cursor.inside ? this.cursor.inside.split("\u001f") : [];
		if (e.key === "Escape" && inside.length) this.into(inside.slice(0, -1));
		else if (!here || !e.key.startsWith("Arrow")) return;
		else {
			const depth = here.words.length, row = this.cells.filter((c) => c.words.length === depth), nth = row.indexOf(here);
			const next = {ArrowLeft: row[nth - 1], ArrowRight: row[nth + 1],
				ArrowUp: this.cells.find((c) => c.words.length === depth - 1 && c.words.every((w, i) => w === here.words[i])),
				ArrowDown: this.cells.find((c) => c.words.length === depth + 1 && here.words.every((w, i) => w === c.words[i]))}[e.key];
			if (next) next.element.focus();
		}
		e.preventDefault();
		e.stopPropagation();
	}
}
