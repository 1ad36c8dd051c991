/*
 * What grows in a loop: a card for each call site, with what is held of it over the run.
 *
 * Must not know: other panels.
 */
const GROWTHS_DRAWN = 12;

class Growth {
	constructor(run, cursor) {
		Object.assign(this, {run, cursor});
		this.rows = run.table("growth");
	}

	/* What is held of a call site after each of its buffers came or went: [time, bytes, ..]. */
	heldOf(row) {
		const run = this.run, b = run.buffer, steps = [];
		for (let i = 0; i < b.buffer.length; i++) {
			const form = run.bufferForms.get(b.form[i]);
			if (!form || b.part[i] > 0 || form.callsite !== row.callsite || form.name !== row.name || form.kind !== row.kind) continue;
			if (!isNil(row.device) && !form.chipSet.has(row.device)) continue;
			steps.push([b.alloc_ns[i], Number(form.bytes_per_core)]);
			if (!isNil(b.end_ns[i])) steps.push([b.end_ns[i], -Number(form.bytes_per_core)]);
		}
		let held = 0;
		return steps.sort((x, y) => x[0] - y[0]).map(([time, bytes]) => [time, held += bytes]);
	}

	drawHeld(p, row) {
		const held = this.heldOf(row), end = this.run.duration;
		if (!p.begin() || !held.length) return;
		const most = Math.max(...held.map((h) => h[1]), 1), from = held[0][0], wide = Math.max(end - from, 1);
		const x = (time) => (time - from) / wide * p.width, y = (bytes) => p.height - 14 - bytes / most * (p.height - 30);
		const mark = row.loop.startsWith("mark ") ? this.run.passNames.indexOf(row.loop.slice(5)) + 1 : 0, pass = this.run.pass;
		p.rect(p.colours.panel, 0, 0, p.width, p.height);
		for (let i = 0, last = -3; i < pass.name.length; i++) {
			const at = isNil(pass.end_ns[i]) ? -1 : x(pass.end_ns[i]);
			if (pass.name[i] !== mark || at < last + 3) continue;
			p.rect(p.colours.rule, last = at, 0, 1, p.height - 14);
		}
		held.forEach(([time, bytes], i) => p.rect(p.colours.buffer, x(time), y(bytes),
			Math.max(x(i + 1 < held.length ? held[i + 1][0] : end) - x(time), 1), p.height - 14 - y(bytes)));
		p.text(p.colours.text, grouped(most) + " bytes a core", 2, 12);
		p.text(p.colours.soft, duration(from), 2, p.height - 2);
		const last = duration(end) + (mark ? ", lines: ends of passes" : "");
		p.text(p.colours.soft, last, p.width - p.draw.measureText(last).width - 2, p.height - 2);
	}

	cardOf(row) {
		const run = this.run, canvas = make("canvas", {className: "tall", role: "img", "aria-label": "what is held of it over the run, from "
			+ grouped(row.first_bytes) + " to " + grouped(row.last_bytes) + " bytes a core"});
		const card = make("div", {className: "card"}, make("p", {}, make("b", {}, "grows by " + grouped(row.growth_bytes) + " bytes a core"),
			(row.every > 1 ? " every " + row.every + " passes" : " a pass") + ", " + grouped(row.grew) + " times in " + count(row.passes, "pass", "passes")
			+ " of ", quoted(row.loop), ": from " + grouped(row.first_bytes) + " to " + grouped(row.last_bytes) + " bytes, "
			+ count(row.count, "buffer") + " of ", quoted(row.name || "unknown"), " ", quoted(row.tensor || "")),
		row.callsite ? make("p", {}, "made at ", ...run.frames(row.callsite).slice(0, 4).flatMap((f, i) => [i ? " \u2190 " : "", make("code", {}, quotedFrame(f))])) : null,
		make("p", {className: "soft"}, quoted(row.reason || "")), canvas);
		card.picture = () => this.drawHeld(new Picture(canvas), row);
		return card;
	}

	show(place) {
		const run = this.run, cards = this.rows.slice(0, GROWTHS_DRAWN).map((row) => this.cardOf(row)), left = leftOut(run, "growth");
		if (left) place.append(left);
		else if (!cards.length) place.append(make("p", {}, "Nothing grows from pass to pass of a mark, a module or a sequence of ops that repeats."));
		if (this.rows.length) place.append(tableOf(run, this.rows, {name: "growth", hidden: ["run"], all: run.counts.get("growth").of}));
		place.append(...cards);
		for (const card of cards) card.picture();
		if (this.rows.length > cards.length) place.append(make("p", {className: "soft"}, "The first " + cards.length + " of " + grouped(this.rows.length) + " are drawn."));
		place.append(commandOf(run, "leaks --growth"));
	}
}
