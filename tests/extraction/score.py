#!/usr/bin/env python3
"""Scores extraction on saved pages, beside trafilatura and readability-lxml in the same run.

  score.py FOLDER NATIQ

FOLDER holds NAME.html for each page and gold.json: {NAME: {"titles": [..], "bylines": [..] or null, "paragraphs": [..],
"optional": [..]}}. Several titles or bylines are alternatives; a byline of "" means that the page names no author, null
that it is not counted. Words of "optional" (captions, references, calls at the end) count neither way.

Needs the packages trafilatura and readability-lxml (with lxml_html_clean).
"""
import json, os, re, subprocess, sys
from collections import Counter

MARKS = re.compile('[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\xad]')


def fold(text):
    text = MARKS.sub('', text).translate(str.maketrans('أإآٱىة', 'اااايه'))
    return ' '.join(re.findall(r'\w+', text.lower()))


def natiq(binary, path):
    run = subprocess.run([binary, 'text', '--stage', 'article', path], capture_output=True, text=True)
    if run.returncode:
        return {'title': '', 'byline': '', 'text': ''}
    article = json.loads(run.stdout)
    return {'title': article['title'] or '', 'byline': article['byline'] or '', 'text': '\n'.join(article['paragraphs'])}


def trafilatura(path):
    import trafilatura
    page = open(path, 'rb').read()
    meta = trafilatura.extract_metadata(page)
    text = trafilatura.extract(page, include_comments=False, include_tables=True) or ''
    return {'title': meta and meta.title or '', 'byline': meta and meta.author or '', 'text': text}


def readability(path):
    from lxml import html
    from readability import Document
    try:
        document = Document(open(path, 'rb').read().decode('utf-8', 'replace'))
        tree = html.fromstring(document.summary())
    except Exception:
        return {'title': '', 'byline': '', 'text': ''}
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ('span', 'a', 'b', 'i', 'em', 'strong', 'font'):
            element.tail = '\n' + (element.tail or '')
    return {'title': document.short_title() or '', 'byline': '', 'text': tree.text_content()}


def words(gold, found):
    """F1 and recall over bags of words."""
    wanted = Counter(fold(' '.join(gold['paragraphs'])).split())
    optional = Counter(fold(' '.join(gold['optional'] + gold['titles'][:1])).split())
    got = Counter(fold(found['text']).split())
    hits = sum((wanted & got).values())
    said = hits + sum(((got - wanted) - optional).values())
    recall = hits / max(1, sum(wanted.values()))
    return (2 * hits / (said + sum(wanted.values())) if said else 0), recall


def main(folder, binary):
    gold = json.load(open(os.path.join(folder, 'gold.json')))
    judges = {'natiq': lambda path: natiq(binary, path), 'trafilatura': trafilatura, 'readability-lxml': readability}
    for name, read in judges.items():
        f1, lost, titles, n_titles, bylines, n_bylines = [], [], 0, 0, 0, 0
        for page, want in sorted(gold.items()):
            found = read(os.path.join(folder, page + '.html'))
            score, recall = words(want, found)
            f1.append(score)
            lost += [page] * (recall < 0.2)
            if want['titles']:
                n_titles += 1
                titles += fold(found['title']) in map(fold, want['titles'])
            if want['bylines'] is not None:
                n_bylines += 1
                bylines += fold(found['byline']) in map(fold, want['bylines'])
        print(f'{name:17} F1 {sum(f1) / len(f1):.3f}  lost {len(lost)} {lost}  titles {titles}/{n_titles}  bylines {bylines}/{n_bylines}')


if __name__ == '__main__':
    main(*sys.argv[1:])
