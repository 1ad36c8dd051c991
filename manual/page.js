/*
 * The search of the manual, its contents and its theme. What is found are its entries, by their words;
 * nothing is kept, nothing is sent.
 *
 * Must not know: what the manual is about.
 */
"use strict";
const at = (id) => document.getElementById(id);
const box = at("words"), list = at("found");
const MOST = 12, AROUND = 70;
let entries = null, chosen = -1;

/* Each entry with its title and its own words, without those of the entries in it. */
function collect() {
	return Array.from(document.querySelectorAll("main [data-entry]"), (element, order) => {
		const own = element.cloneNode(true);
		own.querySelectorAll("[data-entry]").forEach((inner) => inner.remove());
		const head = own.querySelector("h2, h3, h4, dt, th");
		const title = head ? head.textContent.trim() : element.id;
		if (head) head.remove();
		const text = own.textContent.replace(/\s+/g, " ").trim();
		const outer = element.parentElement.closest("[data-entry]");
		const top = element.closest(".chapter, .part");
		return {id: element.id, title, text, order, small: text.toLowerCase(), head: title.toLowerCase(),
			of: outer && top ? top.querySelector("h2").textContent : "", chapter: element.closest(".chapter") !== null};
	});
}

/* A word is where a word begins with it; elsewhere it counts less. */
function hits(text, word) {
	const found = text.indexOf(word);
	if (found < 0) return 0;
	for (let i = found; i >= 0; i = text.indexOf(word, i + 1))
		if (i === 0 || !/[a-z0-9]/.test(text[i - 1])) return 2;
	return 1;
}

/* The best entries for these words: rare words count more, titles most, and those that have all words are first. */
function search(asked) {
	entries = entries || collect();
	const words = [...new Set(asked.toLowerCase().split(/[\s,;()"'`[\]{}]+/).map((w) => w.replace(/^[.:=]+|[.:=?!]+$/g, ""))
		.filter((w) => w.length > 1 || /\d/.test(w)))].slice(0, 40);
	if (!words.length) return [];
	const weights = words.map((word) => {
		const n = entries.filter((e) => e.head.includes(word) || e.small.includes(word)).length;
		return n ? Math.log(1 + entries.length / n) : 0;
	});
	const whole = asked.trim().toLowerCase();
	const scored = [];
	for (const e of entries) {
		let score = 0, all = 0;
		words.forEach((word, i) => {
			const here = 3 * hits(e.head, word) + hits(e.small, word);
			score += here * weights[i];
			all += here > 0;
		});
		if (!score) continue;
		const names = e.head.replace(/^l1analyze /, "").split(/[\s,=]+/);
		if (e.head === whole || names.length === 1 && names[0] === whole) score += 1000;
		else if (names.includes(whole)) score += 40;
		if (whole.includes(" ") && e.small.includes(whole)) score += 20;
		if (e.chapter) score *= 1.25;
		score *= all === words.length ? 3 : (all / words.length) ** 2;
		scored.push([score, e]);
	}
	return scored.sort((a, b) => b[0] - a[0] || a[1].order - b[1].order).slice(0, MOST).map(([, e]) => ({...e, words}));
}

/* What is around the first of the words, which are marked. */
function extract(e) {
	const small = document.createElement("small");
	const pattern = new RegExp("(?<![a-z0-9])(" + e.words.map((w) => w.replace(/[^\w]/g, "\\$&")).join("|") + ")", "i");
	const first = Math.max(0, e.text.search(pattern));
	const from = first > AROUND ? e.text.lastIndexOf(" ", first - AROUND / 2) + 1 : 0;
	const piece = e.text.slice(from, from + 3 * AROUND);
	small.append(from ? ".. " : "");
	piece.split(pattern).forEach((part, i) => {
		if (i % 2) small.appendChild(document.createElement("mark")).textContent = part;
		else small.append(part);
	});
	return small;
}

function choose(index) {
	const all = list.querySelectorAll("a");
	chosen = all.length ? (index + all.length) % all.length : -1;
	all.forEach((link, i) => link.setAttribute("aria-selected", String(i === chosen)));
	if (chosen < 0) box.removeAttribute("aria-activedescendant");
	else {
		box.setAttribute("aria-activedescendant", all[chosen].id);
		all[chosen].scrollIntoView({block: "nearest"});
	}
}

function close() {
	list.hidden = true;
	box.setAttribute("aria-expanded", "false");
}

function show() {
	const found = search(box.value);
	list.replaceChildren();
	found.forEach((e, i) => {
		const link = document.createElement("a");
		link.href = "#" + e.id;
		link.id = "found-" + i;
		link.tabIndex = -1;
		link.setAttribute("role", "option");
		link.appendChild(document.createElement("b")).textContent = e.title;
		if (e.of) {
			const of = link.appendChild(document.createElement("span"));
			of.className = "of";
			of.textContent = "  " + e.of;
		}
		link.append(extract(e));
		list.append(link);
	});
	if (!found.length && box.value.trim())
		list.appendChild(document.createElement("p")).textContent = "nothing has these words";
	list.hidden = !list.firstChild;
	box.setAttribute("aria-expanded", String(!list.hidden));
	choose(0);
}

/* To an entry, which may lie in something that is folded. */
function go(link) {
	close();
	box.blur();
	if (location.hash === link.hash) document.getElementById(link.hash.slice(1)).scrollIntoView();
	else location.hash = link.hash;
}

box.addEventListener("input", show);
box.addEventListener("focus", () => { if (box.value) show(); });
box.addEventListener("keydown", (event) => {
	if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
	else if (event.key === "Enter" && chosen >= 0 && !list.hidden) go(list.querySelectorAll("a")[chosen]);
	else if (event.key === "Escape" && !list.hidden) close();
	else if (event.key === "Escape") { box.value = ""; box.blur(); }
	else return;
	event.preventDefault();
});
list.addEventListener("click", (event) => {
	const link = event.target.closest("a");
	if (!link) return;
	event.preventDefault();
	go(link);
});
document.addEventListener("pointerdown", (event) => { if (!at("find").contains(event.target)) close(); });
document.addEventListener("keydown", (event) => {
	if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === box) return;
	event.preventDefault();
	box.focus();
	box.select();
});

/* The other theme than the one that is seen. */
at("theme").addEventListener("click", () => {
	const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)").matches;
	const now = root.dataset.theme || (dark ? "dark" : "light");
	root.dataset.theme = now === "dark" ? "light" : "dark";
});

/* The part that is read now, in the contents; on a narrow page they are folded, and fold again when used. */
const narrow = matchMedia("(max-width: 860px)");
function fold() {
	at("folded").open = !narrow.matches;
}
narrow.addEventListener("change", fold);
at("contents").addEventListener("click", (event) => { if (event.target.closest("a")) fold(); });
const links = new Map(Array.from(at("contents").querySelectorAll("a"), (link) => [link.hash.slice(1), link]));
const seen = new Set();
const reading = new IntersectionObserver((changes) => {
	for (const change of changes)
		if (change.isIntersecting) seen.add(change.target.id);
		else seen.delete(change.target.id);
	const now = [...links.keys()].find((id) => seen.has(id));
	links.forEach((link, id) => {
		if (id === now) link.setAttribute("aria-current", "true");
		else link.removeAttribute("aria-current");
	});
}, {rootMargin: "-60px 0px -60% 0px"});
links.forEach((link, id) => reading.observe(at(id)));
fold();
at("find").hidden = at("theme").hidden = false;
document.documentElement.dataset.ready = "1";
