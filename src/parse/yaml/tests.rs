use super::*;
use crate::parse::tree::{NODE_BUDGET, Node};
use crate::source::Span;

fn tree(text: &str) -> Tree {
    parse(FileId(0), text)
}

fn show(text: &str) -> String {
    tree(text).documents().map(|root| format!("{root:?}")).collect::<Vec<_>>().join(" | ")
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.range()]
}

/// Checks every span of a tree: in bounds, on character boundaries, inside its parent, and equal to the text where
/// nothing is decoded.
fn check_spans(text: &str, node: Node<'_>) {
    let written = slice(text, node.span());
    if node.is_alias() {
        assert!(written.starts_with('*'), "{written:?}");
        return;
    }
    slice(text, node.content_span());
    assert!(node.span().contains(node.content_span()));
    if node.is_plain() && !written.contains('\n') {
        assert_eq!(node.text(), Some(written));
    }
    if let Some(decoded) = node.text() {
        for (at, c) in decoded.char_indices() {
            let from = node.source_offset(at);
            assert!(from >= node.span().start && from <= node.span().end);
            if c.is_alphabetic() && !written.contains('\\') {
                assert_eq!(text[from as usize..].chars().next(), Some(c), "{written:?} at {at}");
            }
        }
    }
    let children = node.items().chain(node.own_entries().flat_map(|(key, value)| [key, value]));
    for child in children {
        assert!(node.span().contains(child.span()), "{:?} in {written:?}", slice(text, child.span()));
        check_spans(text, child);
    }
}

#[test]
fn spans_count_bytes_with_bom_crlf_and_wide_characters() {
    let text = "\u{feff}# é\r\na: &x hé😀 wörld  # tail\r\nb: \"é\\u0041\r\n   two\"\r\nc:\r\nd: ~\r\n\
                e: !t &y |2- # a | b\r\n  é1\r\n   é2\r\n\r\nf: *x\r\ng:\r\n  - q\r\n  -\r\n  - 'it''s'\r\n\
                # end\r\nh: {a, b: , \"c\":1}\r\n? k\r\n: plain\r\n  more\r\n";
    let tree = tree(text);
    assert!(tree.errors().is_empty());
    let root = tree.documents().next().unwrap();
    check_spans(text, root);
    let written = |key: &str| slice(text, root.get(key).unwrap().span());
    assert_eq!(written("a"), "hé😀 wörld");
    assert_eq!(written("b"), "\"é\\u0041\r\n   two\"");
    assert_eq!(root.get("b").unwrap().text(), Some("éA two"));
    assert_eq!(written("c"), "");
    assert_eq!(written("d"), "~");
    assert_eq!(written("e"), "|2- # a | b\r\n  é1\r\n   é2");
    assert_eq!(root.get("e").unwrap().tag(), Some("!t"));
    assert_eq!(slice(text, root.get("e").unwrap().content_span()), "é1\r\n   é2");
    assert_eq!(written("f"), "*x");
    assert_eq!(root.get("f").unwrap().text(), Some("hé😀 wörld"));
    assert_eq!(slice(text, root.get("f").unwrap().content_span()), "hé😀 wörld");
    assert_eq!(written("g"), "- q\r\n  -\r\n  - 'it''s'");
    assert_eq!(written("h"), "{a, b: , \"c\":1}");
    assert_eq!(written("k"), "plain\r\n  more");
    assert_eq!(root.get("k").unwrap().text(), Some("plain more"));
    let comments: Vec<_> = tree.comments().iter().map(|c| (slice(text, c.span), c.text.as_str())).collect();
    assert_eq!(comments, [("# é", "é"), ("# tail", "tail"), ("# a | b", "a | b"), ("# end", "end")]);
}

#[test]
fn text_of_blocks_and_quotes_leads_back_to_the_file() {
    let cases = [
        "run: |\n\n  one é\n    two\n\n  three\n",
        "run: >-\n  one\n  two\n\n    three\n   four\n\n  five\n",
        "run: \"one \\\"two\\\" \\\n    three\\tfour\n\n    five\"\n",
        "run: 'it''s one\n   two'\n",
        "run: one\n  two\n\n  three\n",
        "- run: |+\n    one\r\n    two\r\n\r\n- x",
    ];
    for text in cases {
        let tree = tree(text);
        let root = tree.documents().next().unwrap();
        let run = root.get("run").or_else(|| root.items().next()?.get("run")).unwrap();
        let decoded = run.text().unwrap();
        for word in ["one", "two", "three", "four", "five"] {
            if let Some(at) = decoded.find(word) {
                assert_eq!(slice(text, run.source_span(at..at + word.len())), word, "{text:?}");
            }
        }
        assert_eq!(run.source_offset(usize::MAX), run.content_span().end);
    }
}

#[test]
fn a_broken_document_loses_only_itself() {
    let text = "a: [1, 2\n---\nb: \"x\n---\nc: 'd\n---\nx: y: z\n---\nn: \0\n---\n- a\nb: c\n---\n%bad\n---\nok: 1\n";
    let tree = tree(text);
    assert_eq!(show(text), "{\"ok\": 1}".replace("\"ok\"", "ok"));
    assert_eq!(tree.errors().len(), 7, "{:?}", tree.errors());
    for error in tree.errors() {
        slice(text, error.span);
    }
}

#[test]
fn anchors_do_not_cross_documents() {
    let text = "a: &x 1\nb: *x\n---\nc: *x\n";
    assert_eq!(show(text), "{a: 1, b: 1} | {c: null}");
    let tree = tree(text);
    assert_eq!(slice(text, tree.errors()[0].span), "*x");
}

#[test]
fn merge_keys_give_way_to_written_ones() {
    let text = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4, <<: *base}\n\
                app:\n  <<: [*more, *base]\n  c: 5\n  c: 6\n  '<<': no\n";
    let tree = tree(text);
    let app = tree.documents().next().unwrap().get("app").unwrap();
    assert_eq!(format!("{app:?}"), "{c: 5, c: 6, \"<<\": no, b: 3, a: 1}");
    assert_eq!(app.get("c").unwrap().as_integer(), Some(6));
    assert_eq!(app.get("b").unwrap().as_integer(), Some(3));
    assert_eq!(app.get("a").unwrap().as_integer(), Some(1));
    assert_eq!(app.own_entries().count(), 3);
    assert!(app.get("<<").is_some_and(|node| node.text() == Some("no")));
}

#[test]
fn scalars_keep_their_text_and_nulls_have_none() {
    let text = "[1e3, 0x1F, yes, 'yes', ~, null, '~', , !!str null, 010, on, 2024-01-01, !!str]";
    let text = text.replace(", ,", ", \"\",");
    let tree = tree(&text);
    let items: Vec<_> = tree.documents().next().unwrap().items().collect();
    let texts: Vec<_> = items.iter().map(|item| item.text()).collect();
    let expected = [
        Some("1e3"),
        Some("0x1F"),
        Some("yes"),
        Some("yes"),
        None,
        None,
        Some("~"),
        Some(""),
        Some("null"),
        Some("010"),
        Some("on"),
        Some("2024-01-01"),
        Some(""),
    ];
    assert_eq!(texts, expected);
    assert_eq!(items[1].as_integer(), Some(31));
    assert_eq!((items[2].as_bool(), items[3].as_bool()), (Some(true), None));
    assert_eq!(items[9].as_integer(), Some(8));
    assert_eq!(items[4].raw(), "~");
}

#[test]
fn empty_documents_vanish() {
    assert_eq!(show(""), "");
    assert_eq!(show("# only a comment\n"), "");
    assert_eq!(tree("# only a comment\n").comments().len(), 1);
    assert_eq!(show("---\n---\n# c\n...\n%YAML 1.1\n---\na: 1\n--- # tail\n--- b\n---\n"), "{a: 1} | b");
    assert_eq!(show("\u{feff}---\r\na: 1\r\n---\r\n"), "{a: 1}");
}

#[test]
fn many_comments_in_a_row_are_no_error() {
    let text = format!("a:\n{}  b: 1\n", "# c\n".repeat(500));
    assert_eq!(show(&text), "{a: {b: 1}}");
    assert_eq!(tree(&text).comments().len(), 500);
}

#[test]
fn kyaml_and_tabs() {
    let text = "---\n{\n  kind: \"Pod\",\n  spec: {\n    a: [\n      1,\n    ],\n  },\n}\n";
    assert_eq!(show(text), "{kind: \"Pod\", spec: {a: [1]}}");
    assert_eq!(show("a:\tb # c\n"), "{a: b}");
    assert_eq!(tree("a:\n\tb: 1\n").errors().len(), 1);
    assert_eq!(show("[a: b, c]"), "[{a: b}, c]");
}

#[test]
fn aliases_that_expand_without_end_are_refused_at_once() {
    let level = |level: usize| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("a{level}: &a{level} [{aliases}]\n")
    };
    let levels: Vec<String> = (1..30).map(level).collect();
    let bomb = format!("a0: &a0 [x, x, x, x, x, x, x, x, x]\n{}---\nok: 1\n", levels.concat());
    let broken = tree(&bomb);
    assert!(broken.errors()[0].message.contains(&NODE_BUDGET.to_string()));
    assert_eq!(broken.documents().len(), 1);
}

#[test]
fn an_alias_inside_its_own_anchor_is_null() {
    let text = "a: &a [1, *a]\nb: &b {<<: *b, c: 1}\n";
    assert_eq!(show(text), "{a: [1, null], b: {c: 1}}");
    assert_eq!(tree(text).errors().len(), 2);
}

#[test]
fn nesting_without_end_is_an_error() {
    let deep = [
        "[".repeat(10_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        (0..3_000).map(|level| " ".repeat(level) + "a:\n").collect(),
        format!("{}x{}", "[".repeat(150), "]".repeat(150)) + "\n---\n" + &"- ".repeat(201),
    ];
    for text in deep {
        let tree = tree(&text);
        assert_eq!(tree.errors().len(), 1, "{}", &text[..40]);
    }
}

#[test]
fn depth_counts_through_aliases() {
    let items: Vec<String> = (1..300).map(|level| format!("- &a{level} [*a{}]\n", level - 1)).collect();
    let text = format!("- &a0 x\n{}", items.concat());
    assert!(tree(&text).errors()[0].message.contains("deeper"));
}

#[test]
fn any_cut_of_a_file_parses() {
    let text = "a: &x |2-\r\n   é\n\n   b\nc: \"\\u00e9\\\n  d\" # e\nf: [*x, 'g''h', {i: j}]\n? k\n: >+\n l\n...\n--- m\n";
    for (start, _) in text.char_indices() {
        for cut in [&text[start..], &text[..start]] {
            let tree = tree(cut);
            tree.documents().for_each(|root| check_spans(cut, root));
            tree.errors().iter().for_each(|error| _ = slice(cut, error.span));
            tree.comments().iter().for_each(|comment| _ = slice(cut, comment.span));
        }
    }
}
