//! What a template function may ask of the engine that calls it.

use super::text::Text;
use super::value::Value;

/// The engine as functions see it.
pub trait Engine {
    /// Renders a defined template with that data.
    fn include(&mut self, name: &str, data: &Value) -> Result<Text, String>;

    /// Renders a string as a template with that data.
    fn tpl(&mut self, template: &Text, data: &Value) -> Result<Text, String>;

    /// Whether a demand that a template makes on its values, and that they do not meet, is let go.
    fn lets_go(&mut self) -> bool;

    /// Counts work against the budget of the rendering, which fails when that is spent.
    fn spend(&mut self, steps: usize) -> Result<(), String>;
}

/// A function of templates: its arguments in order, the piped one last.
pub type Function = fn(&mut dyn Engine, Vec<Value>) -> Result<Value, String>;
