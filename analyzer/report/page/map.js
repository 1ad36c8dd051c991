/*
 * Where buffers lie: over time on the axis, by address upwards; what is not used again is hatched. At
 * the right what lies where at the cursor.
 *
 * Must not know: other panels.
 */
const BAR = 40;

class AddressMap {
	constructor(run, cursor, view, failures) {
		Object.assign(this, {run, cursor, view, failures});
		listenToPointer(document.getElementById("map"), (x, y) => this.wordsAt(x, y));
		this.picture = new Picture(document.getElementById("map-canvas"));
		cursor.tell("core axis", () => this.draw());
		cursor.tell("row", () => { this.drawBar(); this.place(); });
	}

	colour(form) {
		const c = this.picture.colours;
		return form.kind === "l1_small" ? c.small : form.kind === "persistent" ? c.persistent : c.buffer;
	}

	draw() {
		const p = this.picture, run = this.run, core = this.cursor.core, b = run.buffer;
		if (!p.begin() || !core) return;
		const opening = core.chip.openings[core.chip.openings.length - 1];
		this.low = Number(opening.unreserved_base) || 0;
		this.high = Math.max(Number(opening.l1_bytes) || 0, this.low + 1);
		this.width = p.width - LEFT - BAR - 8;
		p.rect(p.colours.panel, LEFT, 0, this.width, p.height);
		for (const at of roundPlaces(this.low, this.high))
			p.text(p.colours.soft, grouped(at), 2, Math.min(Math.max(this.y(at) + 4, 10), p.height - 2), LEFT - 4);
		const covered = new Uint8Array(this.width * p.height), axis = this.view.axis;
		let drawn = 0, shared = 0;
		for (let i = 0; i < b.buffer.length; i++) {
			const x0 = this.view.x(axis.ofTime(b.alloc_ns[i]), this.width);
			if (x0 > this.width) break;
			const x1 = this.view.x(axis.ofTime(run.end(i)), this.width);
			if (x1 < 0 || !run.lies(i, core)) continue;
			const form = run.bufferForms.get(b.form[i]), bytes = Number(form.bytes_per_core);
			const y1 = this.y(b.address[i]), y0 = this.y(b.address[i] + bytes);
			const left = Math.max(x0, 0), right = Math.min(x1, this.width);
			const pixel = Math.min(Math.floor(left), this.width - 1) * p.height + Math.min(Math.max(Math.floor(y0), 0), p.height - 1);
			if (right - left <= 1 && covered[pixel]) { shared++; continue; }
			if (right - left <= 1) covered[pixel] = 1;
			drawn++;
			this.drawOne(form, LEFT + left, y0, Math.max(right - left, 1), Math.max(y1 - y0, 1));
			this.drawDead(i, left, right, y0, Math.max(y1 - y0, 1));
		}
		const released = this.drawReleased(core);
		document.getElementById("map-note").textContent = "of core " + core.key + " of chip " + core.chip.device
			+ ", " + count(drawn, "buffer") + (shared ? "; " + grouped(shared) + " more share their pixels" : "")
			+ (run.knowsUses ? "; hatched: not used again" : "; last uses were not recorded")
			+ (released ? "; outlined: to release" : "");
		this.drawBar();
		this.place();
	}

	y(address) {
		return this.picture.height * (1 - (address - this.low) / (this.high - this.low));
	}

	drawOne(form, x, y, w, h) {
		this.picture.rect(this.colour(form), x, y, w, h);
		if (w > 3 && h > 3) {
			this.picture.draw.strokeStyle = this.picture.colours.back;
			this.picture.draw.lineWidth = 1;
			this.picture.draw.strokeRect(x + .5, y + .5, w - 1, h - 1);
		}
		if (w > 40 && h > 11) this.picture.text(this.picture.colours.back, form.variable || form.name || "", x + 4, y + h / 2 + 4, w - 8);
	}

	/* The buffers after whose release a failure would not have been one. Returns their number. */
	drawReleased(core) {
		const p = this.picture, run = this.run, axis = this.view.axis;
		let drawn = 0;
		for (const failure of run.failures.slice(0, 50)) {
			if (!isNil(failure.device) && failure.device !== core.chip.device) continue;
			const to = this.view.x(axis.ofTime(Number(failure.time_ns)), this.width);
			if (to >= 0 && to <= this.width) p.rect(p.colours.bad, LEFT + to, 0, 1, p.height);
			for (const r of this.failures.releasedFor(failure)) {
				const from = this.view.x(axis.ofTime(Number(failure.time_ns) - Number(r.age_ns || 0)), this.width);
				const x = Math.max(from, 0), right = Math.min(to, this.width), top = this.y(Number(r.address) + Number(r.bytes_per_core));
				if (right < x) continue;
				p.draw.strokeStyle = p.colours.bad;
				p.draw.lineWidth = 2;
				p.draw.strokeRect(LEFT + x, top, Math.max(right - x, 2), Math.max(this.y(Number(r.address)) - top, 2));
				drawn++;
			}
		}
		return drawn;
	}

	/* The buffer below the pointer. */
	wordsAt(x, y) {
		const run = this.run, core = this.cursor.core, b = run.buffer;
		if (!core || !this.width || x < LEFT) return "";
		const bar = x >= this.picture.width - BAR, where = this.view.from + (x - LEFT) / this.width * (this.view.to - this.view.from);
		if (!bar && x > LEFT + this.width || bar && this.cursor.row < 0) return "";
		const at = bar ? this.view.axis.of[this.cursor.row] : where, address = this.low + (1 - y / this.picture.height) * (this.high - this.low);
		const mine = bar ? run.liveAt(core, this.cursor.time) : b.buffer.keys();
		let found = -1;
		for (const i of mine) {
			if (b.address[i] > address || !bar && (this.view.axis.ofTime(b.alloc_ns[i]) > at || this.view.axis.ofTime(run.end(i)) < at)) continue;
			const form = run.bufferForms.get(b.form[i]);
			if (b.address[i] + Number(form.bytes_per_core) > address && run.lies(i, core)) found = i;
		}
		return found < 0 ? "address " + grouped(Math.round(address)) + ": free" : this.wordsOf(found);
	}

	wordsOf(i) {
		const run = this.run, b = run.buffer, form = run.bufferForms.get(b.form[i]), use = run.lastUse(i), op = run.lastOp(i);
		return "buffer " + b.buffer[i] + (form.variable ? ", " + form.variable : "") + (form.name ? ", of " + form.name : "") + ", "
			+ grouped(form.bytes_per_core) + " bytes at " + grouped(b.address[i]) + (form.callsite ? ", made at " + run.frames(form.callsite)[0] : "")
			+ ", lives from " + duration(b.alloc_ns[i]) + " to " + (isNil(b.end_ns[i]) ? "the end" : duration(b.end_ns[i]))
			+ (isNaN(use) ? "" : b.uses[i] === 0 && !b.perhaps[i] ? ", never used" : ", last used at " + duration(use)
				+ (isNaN(op) ? "" : " by op " + op + " " + (run.opName(op) || "")));
	}

	drawDead(i, left, right, y, h) {
		const use = this.run.lastUse(i);
		if (isNaN(use)) return;
		const from = Math.max(this.view.x(this.view.axis.ofTime(use), this.width), left);
		if (right - from < 2) return;
		this.picture.draw.globalAlpha = .7;
		this.picture.rect(this.picture.colours.panel, LEFT + from, y, right - from, h);
		this.picture.draw.globalAlpha = 1;
		this.picture.hatch(this.picture.colours.dead, LEFT + from, y, right - from, h);
	}

	/* The addresses at the cursor, with the regions of the op that ran then. */
	drawBar() {
		const p = this.picture, core = this.cursor.core, run = this.run;
		if (!p.draw || !core || !(p.width > 8)) return;
		const x = p.width - BAR;
		p.rect(p.colours.panel, x, 0, BAR, p.height);
		if (this.cursor.row < 0) return;
		for (const i of run.liveAt(core, this.cursor.time)) {
			const form = run.bufferForms.get(run.buffer.form[i]), at = run.buffer.address[i];
			this.drawOne(form, x, this.y(at + Number(form.bytes_per_core)), BAR,
				Math.max(this.y(at) - this.y(at + Number(form.bytes_per_core)), 1));
		}
		const held = run.heldAt(core, this.cursor.row), op = run.opIndex(held.row < 0 ? NIL : run.change.op[held.row]);
		const form = op < 0 ? null : run.opForms.get(run.op.form[op]);
		if (held.program > 0 && form && form.program_end !== null) {
			const top = this.y(Number(form.program_end)), h = this.y(this.low) - top;
			p.rect(p.colours.program, x, top, BAR, h);
			p.hatch(p.colours.back, x, top, BAR, h);
		}
	}

	place() {
		const row = this.cursor.row, line = document.getElementById("map-line");
		const x = row < 0 || !this.width ? -1 : this.view.x(this.view.axis.of[row], this.width);
		line.hidden = !(x >= 0 && x <= this.width);
		line.style.transform = "translateX(" + (LEFT + x) + "px)";
	}
}
