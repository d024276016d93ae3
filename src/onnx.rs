//! ONNX models: the runtime, sessions and tensors. The only file that names `ort`.
//!
//! A [`Session`] is owned by the thread that runs it (`run` takes `&mut self`): there is no lock around a model.
//!
//! Why a static? ONNX Runtime allows one environment for each process, whoever loads it. So the process keeps the
//! first one, and [`Runtime::load`] hands out the same handle ever after.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};

use ort::{
    environment::Environment,
    session::{Session as OrtSession, SessionInputValue},
    value::{Tensor as OrtTensor, TensorElementType, ValueType},
};

use crate::{elf, lock::lock};

/// The one environment of the process, with the library it came from.
static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();
/// Held while the environment is made, so that two threads do not make two.
static LOADING: Mutex<()> = Mutex::new(());

/// A loaded ONNX Runtime.
#[derive(Clone)]
pub struct Runtime {
    environment: Environment,
}

/// Why a model could not be loaded or run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The shared library is not there, or is not an ONNX Runtime of a version that works.
    #[error("could not load ONNX Runtime from `{path}` (version 1.24 or newer is needed)")]
    Library {
        path: PathBuf,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The runtime refused to start.
    #[error("ONNX Runtime did not start")]
    Start(#[source] ort::Error),
    /// The file is not a model the runtime can read.
    #[error("could not open model `{model}`")]
    Open {
        model: String,
        #[source]
        cause: ort::Error,
    },
    /// The model failed while it ran.
    #[error("model `{model}` failed")]
    Run {
        model: String,
        #[source]
        cause: ort::Error,
    },
    /// The model's output is not what its contract says.
    #[error("model `{model}` has no output `{output}` of type {expected}")]
    Output { model: String, output: String, expected: &'static str },
}

impl Runtime {
    /// Loads the shared library at `library`, or returns the runtime that this process has already.
    ///
    /// From 1.29 on the builds for Linux and macOS write an identifier into the user's cache and report to their maker
    /// when they are started. This turns off what comes after; that too is off only where `ORT_DISABLE_TELEMETRY=1` is in the
    /// environment of the process beforehand, which the program `natiq` sees to, and programs that use this library should.
    ///
    /// # Errors
    /// [`Error::Library`] where the file cannot be loaded or is older than 1.24, [`Error::Start`] where it does not
    /// start.
    pub fn load(library: &Path) -> Result<Self, Error> {
        let _loading = lock(&LOADING);
        if let Some(environment) = ENVIRONMENT.get() {
            return Ok(Self { environment: environment.clone() });
        }
        // A name without a folder is looked for by the system's loader.
        if library.components().count() > 1 {
            elf::check(library).map_err(|cause| Error::Library { path: library.to_owned(), cause: Box::new(cause) })?;
        }
        let environment = ort::init_from(library)
            .map_err(|cause| Error::Library { path: library.to_owned(), cause: cause.to_string().into() })?
            .with_name("natiq")
            .with_telemetry(false)
            .build()
            .map_err(Error::Start)?;
        Ok(Self { environment: ENVIRONMENT.get_or_init(|| environment).clone() })
    }
}

/// A model ready to run on the calling thread, deterministic, with one thread of its own.
pub struct Session {
    inner: OrtSession,
    model: String,
}

/// A name with an element type and a shape, as the model declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    pub name: String,
    /// `float32`, `int64` …, as the contracts write it; `other` for what no contract uses.
    pub element: &'static str,
    /// Dimensions; -1 where it depends on the input.
    pub shape: Vec<i64>,
}

/// A value handed to a model or taken from it: elements in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor<T> {
    pub shape: Vec<usize>,
    pub elements: Vec<T>,
}

/// An input of a model.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Int64(Tensor<i64>),
    Int32(Tensor<i32>),
    Float32(Tensor<f32>),
    Float64(Tensor<f64>),
}

impl Input {
    /// A row of integers, shape `[n]`.
    pub fn int64(elements: Vec<i64>) -> Self {
        Self::Int64(Tensor { shape: vec![elements.len()], elements })
    }

    /// A batch of one row of integers, shape `[1, n]`.
    pub fn int64_batch(elements: Vec<i64>) -> Self {
        Self::Int64(Tensor { shape: vec![1, elements.len()], elements })
    }

    /// A row of numbers, shape `[n]`.
    pub fn float32(elements: Vec<f32>) -> Self {
        Self::Float32(Tensor { shape: vec![elements.len()], elements })
    }

    /// A batch of one row of numbers, shape `[1, n]`.
    pub fn float32_batch(elements: Vec<f32>) -> Self {
        Self::Float32(Tensor { shape: vec![1, elements.len()], elements })
    }
}

/// What a model answered.
pub struct Outputs<'session> {
    inner: ort::session::SessionOutputs<'session>,
    model: &'session str,
}

impl Session {
    /// Opens the model in the file at `path`.
    ///
    /// # Errors
    /// [`Error::Open`] where the file is missing or is no model.
    ///
    /// # Blocking
    /// Reads and optimises the model: tens of milliseconds.
    pub fn open(runtime: &Runtime, path: &Path) -> Result<Self, Error> {
        let model = path.display().to_string();
        let open = || builder(runtime, Memory::GivenBack)?.commit_from_file(path);
        open().map(|inner| Self { inner, model: model.clone() }).map_err(|cause| Error::Open { model, cause })
    }

    /// Opens a model that is in memory; `name` stands for it in errors.
    ///
    /// # Errors
    /// [`Error::Open`] where the bytes are no model.
    ///
    /// # Blocking
    /// Optimises the model: tens of milliseconds.
    pub fn open_bytes(runtime: &Runtime, name: &str, bytes: &[u8]) -> Result<Self, Error> {
        Self::open_with(runtime, name, bytes, Memory::GivenBack)
    }

    /// Opens a model that is in memory and takes hundreds of megabytes for a run: what it took stays with it for the next.
    ///
    /// # Errors
    /// [`Error::Open`] where the bytes are no model.
    ///
    /// # Blocking
    /// Optimises the model: a second or more.
    pub fn open_large(runtime: &Runtime, name: &str, bytes: &[u8]) -> Result<Self, Error> {
        Self::open_with(runtime, name, bytes, Memory::Kept)
    }

    fn open_with(runtime: &Runtime, name: &str, bytes: &[u8], memory: Memory) -> Result<Self, Error> {
        let open = || builder(runtime, memory)?.commit_from_memory(bytes);
        let model = name.to_owned();
        open().map(|inner| Self { inner, model: model.clone() }).map_err(|cause| Error::Open { model, cause })
    }

    /// Returns what the model wants.
    pub fn inputs(&self) -> Vec<Port> {
        self.inner.inputs().iter().map(port).collect()
    }

    /// Returns what the model answers.
    pub fn outputs(&self) -> Vec<Port> {
        self.inner.outputs().iter().map(port).collect()
    }

    /// Runs the model.
    ///
    /// # Errors
    /// [`Error::Run`] where an input is missing or of the wrong shape, or the model itself fails.
    ///
    /// # Blocking
    /// Computes on the calling thread; not for the async runtime.
    pub fn run<'name>(&mut self, inputs: impl IntoIterator<Item = (&'name str, Input)>) -> Result<Outputs<'_>, Error> {
        let fail = |model: &str| {
            let model = model.to_owned();
            move |cause| Error::Run { model, cause }
        };
        let mut values: Vec<(&str, SessionInputValue<'_>)> = Vec::new();
        for (name, input) in inputs {
            let value = match input {
                Input::Int64(tensor) => {
                    OrtTensor::from_array((tensor.shape, tensor.elements)).map(|value| value.into_dyn())
                }
                Input::Int32(tensor) => {
                    OrtTensor::from_array((tensor.shape, tensor.elements)).map(|value| value.into_dyn())
                }
                Input::Float32(tensor) => {
                    OrtTensor::from_array((tensor.shape, tensor.elements)).map(|value| value.into_dyn())
                }
                Input::Float64(tensor) => {
                    OrtTensor::from_array((tensor.shape, tensor.elements)).map(|value| value.into_dyn())
                }
            };
            values.push((name, value.map_err(fail(&self.model))?.into()));
        }
        match self.inner.run(values) {
            Ok(inner) => Ok(Outputs { inner, model: &self.model }),
            Err(cause) => Err(Error::Run { model: self.model.clone(), cause }),
        }
    }
}

impl Outputs<'_> {
    /// Returns the shape and elements of the output `name`.
    ///
    /// # Errors
    /// [`Error::Output`] where there is none of that name and type.
    pub fn float32(&self, name: &str) -> Result<(Vec<i64>, &[f32]), Error> {
        self.extract(name, "float32")
    }

    /// Returns the shape and elements of the output `name`.
    ///
    /// # Errors
    /// [`Error::Output`] where there is none of that name and type.
    pub fn int64(&self, name: &str) -> Result<(Vec<i64>, &[i64]), Error> {
        self.extract(name, "int64")
    }

    fn extract<T: ort::value::PrimitiveTensorElementType>(
        &self,
        name: &str,
        expected: &'static str,
    ) -> Result<(Vec<i64>, &[T]), Error> {
        let missing = || Error::Output { model: self.model.to_owned(), output: name.to_owned(), expected };
        let value = self.inner.get(name).ok_or_else(missing)?;
        let (shape, elements) = value.try_extract_tensor::<T>().map_err(|_| missing())?;
        Ok((shape.iter().copied().collect(), elements))
    }
}

/// What becomes of the memory that a run took.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    /// It goes back to the program's allocator at once.
    GivenBack,
    /// The runtime's arena keeps it: the most that any utterance ever needed, rounded up to a power of two, for each session.
    /// Kokoro, given new pages for every run, spent a third to half of its time in the kernel (voices/README.md).
    Kept,
}

fn builder(runtime: &Runtime, memory: Memory) -> Result<ort::session::builder::SessionBuilder, ort::Error> {
    let builder = OrtSession::builder(&runtime.environment)?.with_intra_threads(1)?.with_inter_threads(1)?;
    // Idle threads must not burn the cores that other sessions need.
    let builder = builder.with_intra_op_spinning(false)?;
    let provider = ort::ep::CPU::default().with_arena_allocator(memory == Memory::Kept).build();
    Ok(builder.with_execution_providers([provider])?)
}

fn port(outlet: &ort::value::Outlet) -> Port {
    let (element, shape) = match outlet.dtype() {
        ValueType::Tensor { ty, shape, .. } => {
            let element = match ty {
                TensorElementType::Float32 => "float32",
                TensorElementType::Float64 => "float64",
                TensorElementType::Int64 => "int64",
                TensorElementType::Int32 => "int32",
                TensorElementType::Uint8 => "uint8",
                _ => "other",
            };
            (element, shape.iter().copied().collect())
        }
        _ => ("other", Vec::new()),
    };
    Port { name: outlet.name().to_owned(), element, shape }
}
