//! Changes to a published model before it is opened, so that it tells and takes what its contract leaves out.
//!
//! What models of other houses compute inside is often what Natiq needs and they do not hand out: the length of every
//! symbol, the curve of the fundamental frequency. And where they draw noise inside the graph, ONNX Runtime draws it anew
//! for every call, so that the same text never sounds the same twice. An ONNX file is a list of named steps: an output
//! more, a factor between two steps, a table of noise in the place of a draw are small changes to that list.
//!
//! Why no crate for the format? The messages of `onnx.proto` are read here only as far as the names go; all else is
//! copied byte for byte, weights too, so that a model of a later version of the format loses nothing.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use super::wire::{self, Field, Value};

/// The input that holds numbers of the standard normal distribution, in models that drew such numbers.
pub(super) const NORMAL: &str = "natiq_normal";
/// The input that holds numbers evenly spread from 0 to 1, in models that drew such numbers.
pub(super) const UNIFORM: &str = "natiq_uniform";
/// Numbers in a table of noise. At 24 kHz it lasts for eleven seconds, or one where every sample takes nine.
pub(super) const NOISE_LENGTH: usize = 1 << 18;
/// How far apart in the table two draws begin, so that they do not draw the same.
const NOISE_STEP: usize = 40_503;

/// Fields of `onnx.proto`'s messages, and the one type that is meant here.
mod field {
    pub(super) const MODEL_GRAPH: u64 = 7;
    pub(super) const MODEL_OPSET: u64 = 8;
    pub(super) const OPSET_DOMAIN: u64 = 1;
    pub(super) const OPSET_VERSION: u64 = 2;
    pub(super) const GRAPH_NODE: u64 = 1;
    pub(super) const GRAPH_INITIALIZER: u64 = 5;
    pub(super) const GRAPH_INPUT: u64 = 11;
    pub(super) const GRAPH_OUTPUT: u64 = 12;
    pub(super) const NODE_INPUT: u64 = 1;
    pub(super) const NODE_OUTPUT: u64 = 2;
    pub(super) const NODE_NAME: u64 = 3;
    pub(super) const NODE_OPERATOR: u64 = 4;
    pub(super) const NODE_ATTRIBUTE: u64 = 5;
    pub(super) const ATTRIBUTE_NAME: u64 = 1;
    pub(super) const ATTRIBUTE_FLOAT: u64 = 2;
    pub(super) const ATTRIBUTE_INT: u64 = 3;
    pub(super) const ATTRIBUTE_TYPE: u64 = 20;
    pub(super) const TENSOR_TYPE: u64 = 2;
    pub(super) const TENSOR_NAME: u64 = 8;
    pub(super) const TENSOR_RAW: u64 = 9;
    pub(super) const VALUE_NAME: u64 = 1;
    pub(super) const VALUE_TYPE: u64 = 2;
    pub(super) const TYPE_TENSOR: u64 = 1;
    pub(super) const TENSOR_TYPE_ELEMENT: u64 = 1;
    pub(super) const TENSOR_TYPE_SHAPE: u64 = 2;
    pub(super) const SHAPE_DIMENSION: u64 = 1;
    pub(super) const DIMENSION_NAME: u64 = 2;

    pub(super) const FLOAT: u64 = 1;
    pub(super) const INT64: u64 = 7;
    pub(super) const ATTRIBUTE_IS_INT: u64 = 2;
}

/// The first version of the operators with `Range`, which the steps in the place of a draw need.
const OPSET_WITH_RANGE: u64 = 11;

/// A model whose steps are being changed.
pub(super) struct Graph<'a> {
    model: &'a [u8],
    /// Where in the model the graph is.
    place: Range<usize>,
    opset: u64,
    nodes: Vec<Node<'a>>,
    /// Where in the graph each step is, with its tag, and what stands there instead.
    replaced: BTreeMap<usize, (Range<usize>, Vec<u8>)>,
    added: Vec<u8>,
    /// Names of the inputs that were added.
    inputs: HashSet<String>,
}

/// A step of the model.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) name: &'a str,
    pub(super) operator: &'a str,
    pub(super) inputs: Vec<&'a str>,
    pub(super) outputs: Vec<&'a str>,
    /// Numbers among the attributes by name.
    floats: Vec<(&'a str, f32)>,
    ints: Vec<(&'a str, u64)>,
    /// Where in the graph the step is, with its tag.
    place: Range<usize>,
    bytes: &'a [u8],
}

impl<'a> Graph<'a> {
    /// Reads the steps of a model; `None` where the bytes are no model.
    pub(super) fn read(model: &'a [u8]) -> Option<Self> {
        let mut place = None;
        let mut opset = 0;
        for field in wire::fields(model) {
            let field = field?;
            match (field.number, field.value) {
                (field::MODEL_GRAPH, Value::Bytes(bytes)) => place = Some(offset(model, bytes)),
                (field::MODEL_OPSET, Value::Bytes(bytes))
                    if wire::text(bytes, field::OPSET_DOMAIN).unwrap_or_default().is_empty() =>
                {
                    opset = wire::number(bytes, field::OPSET_VERSION).unwrap_or(0);
                }
                _ => {}
            }
        }
        let place = place?;
        let graph = &model[place.clone()];
        let mut nodes = Vec::new();
        for field in wire::fields(graph) {
            let field = field?;
            if let (field::GRAPH_NODE, Value::Bytes(bytes)) = (field.number, &field.value) {
                nodes.push(Node::read(bytes, field.place)?);
            }
        }
        Some(Self { model, place, opset, nodes, replaced: BTreeMap::new(), added: Vec::new(), inputs: HashSet::new() })
    }

    pub(super) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// Returns the steps that depend on `name`, in order. The steps of an ONNX model stand in the order of the data.
    pub(super) fn after(&self, name: &'a str) -> Vec<&Node<'a>> {
        let mut reached: HashSet<&str> = HashSet::from([name]);
        let mut found = Vec::new();
        for node in &self.nodes {
            if node.inputs.iter().any(|input| reached.contains(input)) {
                reached.extend(node.outputs.iter().copied());
                found.push(node);
            }
        }
        found
    }

    /// Has the model answer the value `name` too. The runtime finds out its type and shape.
    pub(super) fn answer(&mut self, name: &str) {
        wire::put_bytes(
            &mut self.added,
            field::GRAPH_OUTPUT,
            &wire::message(|value| {
                wire::put_text(value, field::VALUE_NAME, name);
            }),
        );
    }

    /// Multiplies the value `name` by the new input `factor`, a float32 of shape `[1]`, for every step that reads it.
    /// Tells whether there is a step that makes it.
    pub(super) fn multiply(&mut self, name: &str, factor: &str) -> bool {
        let Some(at) = self.nodes.iter().position(|node| node.outputs.contains(&name)) else { return false };
        let before = format!("{name}_before_{factor}");
        let node = &self.nodes[at];
        let mut bytes = node.with_output(name, &before);
        put_node(&mut bytes, "Mul", &[&before, factor], name, &[]);
        self.replaced.insert(at, (node.place.clone(), bytes));
        self.input(factor, "one");
        true
    }

    /// Puts a table that the caller fills in the place of every draw of random numbers, and tells which tables the model
    /// now takes: [`NORMAL`], [`UNIFORM`].
    ///
    /// What draws otherwise (whole numbers by their odds, half precision, within a loop) is left as it is.
    pub(super) fn seed(&mut self) -> Vec<&'static str> {
        let mut tables = Vec::new();
        if self.opset < OPSET_WITH_RANGE {
            return tables;
        }
        let draws: Vec<usize> = (0..self.nodes.len()).filter(|&at| self.nodes[at].draws().is_some()).collect();
        for (nth, at) in draws.into_iter().enumerate() {
            let node = &self.nodes[at];
            let Some(Draw { table, factor, summand }) = node.draws() else { continue };
            let (Some(like), Some(output)) = (node.inputs.first(), node.outputs.first()) else { continue };
            let part = |name: &str| format!("natiq_draw_{nth}_{name}");
            let (shape, count, steps) = (part("shape"), part("count"), part("steps"));
            let (moved, places, drawn, scaled, raised) =
                (part("moved"), part("places"), part("drawn"), part("scaled"), part("raised"));
            let (zero, one, start) = (part("zero"), part("one"), part("start"));
            let (length, by, add) = (part("length"), part("by"), part("add"));
            let mut bytes = Vec::new();
            put_node(&mut bytes, "Shape", &[like], &shape, &[]);
            put_node(&mut bytes, "ReduceProd", &[&shape], &count, &[("keepdims", 0)]);
            put_node(&mut bytes, "Range", &[&zero, &count, &one], &steps, &[]);
            put_node(&mut bytes, "Add", &[&steps, &start], &moved, &[]);
            put_node(&mut bytes, "Mod", &[&moved, &length], &places, &[]);
            put_node(&mut bytes, "Gather", &[table, &places], &drawn, &[("axis", 0)]);
            put_node(&mut bytes, "Mul", &[&drawn, &by], &scaled, &[]);
            put_node(&mut bytes, "Add", &[&scaled, &add], &raised, &[]);
            put_node(&mut bytes, "Reshape", &[&raised, &shape], output, &[]);
            let place = node.place.clone();
            let whole = |n: usize| i64::try_from(n).unwrap_or(0).to_le_bytes();
            for (name, number) in [(&zero, 0), (&one, 1), (&start, nth * NOISE_STEP), (&length, NOISE_LENGTH)] {
                self.constant(name, field::INT64, &whole(number));
            }
            for (name, number) in [(&by, factor), (&add, summand)] {
                self.constant(name, field::FLOAT, &number.to_le_bytes());
            }
            self.replaced.insert(at, (place, bytes));
            self.input(table, "noise");
            if !tables.contains(&table) {
                tables.push(table);
            }
        }
        tables
    }

    /// Returns the changed model.
    pub(super) fn finish(self) -> Vec<u8> {
        let graph = &self.model[self.place.clone()];
        let mut changed = Vec::with_capacity(graph.len() + self.added.len());
        let mut copied = 0;
        for (place, bytes) in self.replaced.into_values() {
            changed.extend_from_slice(&graph[copied..place.start]);
            changed.extend(bytes);
            copied = place.end;
        }
        changed.extend_from_slice(&graph[copied..]);
        changed.extend(self.added);
        let mut model = Vec::with_capacity(self.model.len() + changed.len() - graph.len() + 16);
        for field in wire::fields(self.model).flatten() {
            match field.number {
                field::MODEL_GRAPH => wire::put_bytes(&mut model, field::MODEL_GRAPH, &changed),
                _ => model.extend_from_slice(&self.model[field.place]),
            }
        }
        model
    }

    /// Adds a float32 input with one dimension, once.
    fn input(&mut self, name: &str, dimension: &str) {
        if !self.inputs.insert(name.to_owned()) {
            return;
        }
        let shape = wire::message(|shape| {
            wire::put_bytes(
                shape,
                field::SHAPE_DIMENSION,
                &wire::message(|size| wire::put_text(size, field::DIMENSION_NAME, dimension)),
            );
        });
        let tensor = wire::message(|tensor| {
            wire::put_number(tensor, field::TENSOR_TYPE_ELEMENT, field::FLOAT);
            wire::put_bytes(tensor, field::TENSOR_TYPE_SHAPE, &shape);
        });
        let value = wire::message(|value| {
            wire::put_text(value, field::VALUE_NAME, name);
            wire::put_bytes(
                value,
                field::VALUE_TYPE,
                &wire::message(|kind| wire::put_bytes(kind, field::TYPE_TENSOR, &tensor)),
            );
        });
        wire::put_bytes(&mut self.added, field::GRAPH_INPUT, &value);
    }

    /// Adds a number without dimensions.
    fn constant(&mut self, name: &str, element: u64, little_endian: &[u8]) {
        let tensor = wire::message(|tensor| {
            wire::put_number(tensor, field::TENSOR_TYPE, element);
            wire::put_text(tensor, field::TENSOR_NAME, name);
            wire::put_bytes(tensor, field::TENSOR_RAW, little_endian);
        });
        wire::put_bytes(&mut self.added, field::GRAPH_INITIALIZER, &tensor);
    }
}

/// What a step draws: from which table, times what, plus what.
struct Draw {
    table: &'static str,
    factor: f32,
    summand: f32,
}

impl<'a> Node<'a> {
    fn read(bytes: &'a [u8], place: Range<usize>) -> Option<Self> {
        let mut node = Self {
            name: "",
            operator: "",
            inputs: Vec::new(),
            outputs: Vec::new(),
            floats: Vec::new(),
            ints: Vec::new(),
            place,
            bytes,
        };
        for field in wire::fields(bytes) {
            let Field { number, value: Value::Bytes(bytes), .. } = field? else { continue };
            match number {
                field::NODE_INPUT => node.inputs.push(std::str::from_utf8(bytes).ok()?),
                field::NODE_OUTPUT => node.outputs.push(std::str::from_utf8(bytes).ok()?),
                field::NODE_NAME => node.name = std::str::from_utf8(bytes).ok()?,
                field::NODE_OPERATOR => node.operator = std::str::from_utf8(bytes).ok()?,
                field::NODE_ATTRIBUTE => {
                    let name = wire::text(bytes, field::ATTRIBUTE_NAME).unwrap_or_default();
                    for field in wire::fields(bytes) {
                        match field? {
                            Field { number: field::ATTRIBUTE_FLOAT, value: Value::Fixed32(bits), .. } => {
                                node.floats.push((name, f32::from_bits(bits)));
                            }
                            Field { number: field::ATTRIBUTE_INT, value: Value::Number(number), .. } => {
                                node.ints.push((name, number));
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        Some(node)
    }

    fn draws(&self) -> Option<Draw> {
        if self.ints.iter().any(|&(name, element)| name == "dtype" && element != field::FLOAT) {
            return None;
        }
        let float = |wanted: &str, default: f32| {
            self.floats.iter().find(|(name, _)| *name == wanted).map_or(default, |&(_, number)| number)
        };
        match self.operator {
            "RandomNormalLike" => {
                Some(Draw { table: NORMAL, factor: float("scale", 1.0), summand: float("mean", 0.0) })
            }
            "RandomUniformLike" => {
                let (low, high) = (float("low", 0.0), float("high", 1.0));
                Some(Draw { table: UNIFORM, factor: high - low, summand: low })
            }
            _ => None,
        }
    }

    /// Returns the step as a field of the graph, with another name for one of its outputs.
    fn with_output(&self, name: &str, other: &str) -> Vec<u8> {
        let node = wire::message(|node| {
            for field in wire::fields(self.bytes).flatten() {
                match (field.number, &field.value) {
                    (field::NODE_OUTPUT, Value::Bytes(bytes)) if *bytes == name.as_bytes() => {
                        wire::put_text(node, field::NODE_OUTPUT, other);
                    }
                    _ => node.extend_from_slice(&self.bytes[field.place]),
                }
            }
        });
        let mut bytes = Vec::new();
        wire::put_bytes(&mut bytes, field::GRAPH_NODE, &node);
        bytes
    }
}

/// Writes a step as a field of the graph.
fn put_node(graph: &mut Vec<u8>, operator: &str, inputs: &[&str], output: &str, ints: &[(&str, u64)]) {
    let node = wire::message(|node| {
        for input in inputs {
            wire::put_text(node, field::NODE_INPUT, input);
        }
        wire::put_text(node, field::NODE_OUTPUT, output);
        wire::put_text(node, field::NODE_NAME, output);
        wire::put_text(node, field::NODE_OPERATOR, operator);
        for (name, number) in ints {
            let attribute = wire::message(|attribute| {
                wire::put_text(attribute, field::ATTRIBUTE_NAME, name);
                wire::put_number(attribute, field::ATTRIBUTE_INT, *number);
                wire::put_number(attribute, field::ATTRIBUTE_TYPE, field::ATTRIBUTE_IS_INT);
            });
            wire::put_bytes(node, field::NODE_ATTRIBUTE, &attribute);
        }
    });
    wire::put_bytes(graph, field::GRAPH_NODE, &node);
}

/// Returns where in `whole` its part `part` is.
fn offset(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model of one graph with these steps.
    fn model(opset: u64, nodes: &[u8]) -> Vec<u8> {
        wire::message(|model| {
            wire::put_number(model, 1, 8);
            wire::put_bytes(model, field::MODEL_GRAPH, nodes);
            let version = wire::message(|set| wire::put_number(set, field::OPSET_VERSION, opset));
            wire::put_bytes(model, field::MODEL_OPSET, &version);
        })
    }

    fn two_steps() -> Vec<u8> {
        let mut nodes = Vec::new();
        put_node(&mut nodes, "RandomNormalLike", &["x"], "noise", &[]);
        put_node(&mut nodes, "Add", &["noise", "speed"], "y", &[]);
        put_node(&mut nodes, "Round", &["y"], "z", &[]);
        nodes
    }

    fn operators(model: &[u8]) -> Vec<&str> {
        Graph::read(model).unwrap().nodes.iter().map(|node| node.operator).collect()
    }

    #[test]
    fn model_that_is_not_changed_is_the_same() {
        let model = model(15, &two_steps());
        assert_eq!(Graph::read(&model).unwrap().finish(), model);
    }

    #[test]
    fn bytes_that_are_no_model_are_told_apart() {
        assert!(Graph::read(b"<html>not found</html>").is_none());
        assert!(Graph::read(&model(15, &two_steps())[..20]).is_none());
    }

    #[test]
    fn draw_becomes_a_look_into_a_table() {
        let model = model(15, &two_steps());
        let mut graph = Graph::read(&model).unwrap();
        assert_eq!(graph.seed(), [NORMAL]);
        let changed = graph.finish();
        let expect = ["Shape", "ReduceProd", "Range", "Add", "Mod", "Gather", "Mul", "Add", "Reshape", "Add", "Round"];
        assert_eq!(operators(&changed), expect);
    }

    #[test]
    fn draw_in_half_precision_or_of_old_models_is_left_alone() {
        let mut half = Vec::new();
        put_node(&mut half, "RandomNormalLike", &["x"], "noise", &[("dtype", 10)]);
        for model in [model(15, &half), model(10, &two_steps())] {
            let mut graph = Graph::read(&model).unwrap();
            assert!(graph.seed().is_empty());
            assert_eq!(graph.finish(), model);
        }
    }

    #[test]
    fn factor_stands_between_a_step_and_its_readers() {
        let model = model(15, &two_steps());
        let mut graph = Graph::read(&model).unwrap();
        assert!(graph.multiply("y", "pitch") && !graph.multiply("nothing", "pitch"));
        let changed = graph.finish();
        let graph = Graph::read(&changed).unwrap();
        let lines: Vec<String> =
            graph.nodes.iter().map(|node| format!("{:?} {:?}", node.inputs, node.outputs)).collect();
        assert_eq!(lines[1], r#"["noise", "speed"] ["y_before_pitch"]"#);
        assert_eq!(lines[2], r#"["y_before_pitch", "pitch"] ["y"]"#);
        assert_eq!(lines[3], r#"["y"] ["z"]"#);
    }

    #[test]
    fn steps_that_depend_on_a_value_are_found() {
        let model = model(15, &two_steps());
        let graph = Graph::read(&model).unwrap();
        let after: Vec<_> = graph.after("speed").iter().map(|node| node.operator).collect();
        assert_eq!(after, ["Add", "Round"]);
    }
}
