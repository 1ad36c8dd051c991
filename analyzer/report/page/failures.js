/*
 * What did not fit, and why: the sentence that explain begins with, its cures, and the bank with who was
 * in the way; the buffers to release are outlined.
 *
 * Must not know: other panels.
 */
const REGION_ROLES = ["region", "alias"], BUFFER_ROLES = ["in the way", "own", "maybe own", "operand", "cache", "lives"];

class Failures {
	constructor(run, cursor) {
		Object.assign(this, {run, cursor});
		this.explain = new Map();
		this.places = new Map(run.sections.rows("failure_place").map((p) => [p.failure, p]));
		for (const row of run.table("explain")) {
			if (!this.explain.has(row.failure)) this.explain.set(row.failure, []);
			this.explain.get(row.failure).push(row);
		}
	}

	verdictOf(failure) {
		const rows = this.explain.get(failure.failure) || [], first = rows.find((r) => r.role === "verdict");
		return this.run.shortPaths(first ? first.note : failure.kind + (failure.text ? ": " + failure.text : ""));
	}

	callsiteOf(failure) {
		const place = this.places.get(failure.failure);
		return place ? place.callsite : null;
	}

	/* The smallest set of buffers after whose release it fits: rows of explain. */
	releasedFor(failure) {
		return (this.explain.get(failure.failure) || []).filter((r) => r.release === 1 && r.address !== null && BUFFER_ROLES.includes(r.role));
	}

	go(failure) {
		this.cursor.set({row: countUpTo(this.run.change.time_ns, Number(failure.time_ns)) - 1});
	}

	cardOf(failure) {
		const run = this.run, rows = this.explain.get(failure.failure) || [];
		const cures = rows.filter((r) => r.role === "cure"), lies = rows.filter((r) => r.address !== null
			&& r.bytes_per_core !== null && [...REGION_ROLES, ...BUFFER_ROLES].includes(r.role));
		const site = this.callsiteOf(failure), card = make("div", {className: "card"},
			make("b", {}, "failure " + failure.failure + ": "), quoted(this.verdictOf(failure), LONGEST_SENTENCE),
			make("p", {className: "soft"}, "at " + duration(failure.time_ns) + (isNil(failure.device) ? "" : " on chip " + failure.device)
				+ " ", make("button", {type: "button", onclick: () => { this.go(failure); document.getElementById("over").scrollIntoView(); }}, "show that moment")));
		if (site) card.append(make("p", {}, "called at ", ...run.frames(site).slice(0, 6).flatMap((f, i) =>
			[i ? " \u2190 " : "", make("code", {}, quotedFrame(f))])));
		if (cures.length) card.append(make("ol", {}, ...cures.map((c) => make("li", {}, quoted(this.run.shortPaths(c.note || c.owner_kind), LONGEST_SENTENCE),
			c.fits === 1 ? " (tried: it then fits)" : ""))));
		if (lies.length) {
			const canvas = make("canvas", {role: "img", "aria-label": "what lies where in the bank"});
			card.append(canvas);
			card.picture = () => this.drawBank(new Picture(canvas), lies);
			card.append(tableOf(run, lies.map((r) => ({address: r.address, bytes_per_core: r.bytes_per_core,
				role: r.release === 1 ? r.role + " -> release" : r.role, owner: r.owner, variable: r.variable, tensor: r.tensor,
				callsite: r.callsite, age_ns: r.age_ns, fits: r.fits, note: r.note})),
			{name: "failure" + failure.failure, mark: (r) => r.role.endsWith("release") ? "marked" : ""}));
		}
		if (failure.text) card.append(make("p", {className: "soft"}, "the runtime: ", quoted(failure.text, LONGEST_SENTENCE)));
		return card;
	}

	drawBank(p, lies) {
		if (!p.begin()) return;
		const opening = this.run.openings[0] || {}, low = Math.min(Number(opening.unreserved_base) || Infinity,
			...lies.map((r) => Number(r.address)));
		const high = Math.max(Number(opening.l1_bytes) || 0, ...lies.map((r) => Number(r.address) + Number(r.bytes_per_core)), low + 1);
		const x = (address) => (Number(address) - low) / (high - low) * (p.width - 2) + 1;
		p.rect(p.colours.panel, 0, 0, p.width, 36);
		for (const row of lies) {
			const region = REGION_ROLES.includes(row.role), w = Math.max(x(Number(row.address) + Number(row.bytes_per_core)) - x(row.address), 1);
			p.rect(region ? p.colours.program : p.colours.buffer, x(row.address), region ? 0 : 8, w, region ? 20 : 28);
			if (region) p.hatch(p.colours.back, x(row.address), 0, w, 20);
			p.draw.strokeStyle = row.release === 1 ? p.colours.bad : p.colours.back;
			p.draw.lineWidth = row.release === 1 ? 3 : 1;
			p.draw.strokeRect(x(row.address), region ? 0 : 8, w, region ? 20 : 28);
		}
		p.text(p.colours.soft, grouped(low), 2, 50);
		const end = grouped(high) + "   orange: the program's regions, blue: buffers, outlined: to release";
		p.text(p.colours.soft, end, Math.max(p.width - p.draw.measureText(end).width - 2, 80), 50, p.width - 82);
	}

	show(place) {
		const run = this.run, {shown, of} = run.counts.get("failures");
		if (!run.failures.length) place.append(make("p", {}, run.info.finished === 1 || !run.info.ended
			? "No failure was recorded: everything fitted." : "No failure was recorded; the run " + visible(run.info.ended) + "."));
		const cards = run.failures.slice(0, 50).map((f) => this.cardOf(f));
		place.append(...cards);
		for (const card of cards) if (card.picture) card.picture();
		if (of > cards.length) place.append(make("p", {}, "The first " + cards.length + " of " + count(of, "failure")
			+ (of > shown ? "; the page has " + grouped(shown) : "") + "."));
		place.append(commandOf(run, "explain"));
	}
}
