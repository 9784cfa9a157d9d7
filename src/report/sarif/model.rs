//! The part of the SARIF 2.1.0 object model that is written; names are the standard's (section in each comment).

use std::collections::BTreeMap;

use serde::Serialize;

/// `sarifLog` (3.13).
#[derive(Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'a>; 1],
}

/// `run` (3.14).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub(super) tool: Tool<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) automation_details: Option<AutomationDetails>,
    pub(super) invocations: [Invocation<'a>; 1],
    pub(super) original_uri_base_ids: BTreeMap<&'static str, BaseLocation>,
    pub(super) column_kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) redaction_tokens: Vec<&'static str>,
    pub(super) taxonomies: [Taxonomy; 1],
    /// Written even when empty: GitHub refuses a run without it.
    pub(super) results: Vec<SarifResult<'a>>,
}

/// `tool` (3.18).
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

/// `toolComponent` (3.19), of the tool itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) information_uri: &'static str,
    pub(super) short_description: Text,
    pub(super) rules: Vec<Descriptor<'a>>,
    pub(super) notifications: Vec<NotificationDescriptor>,
    pub(super) supported_taxonomies: [ComponentReference; 1],
}

/// `toolComponentReference` (3.54).
#[derive(Serialize)]
pub(super) struct ComponentReference {
    pub(super) name: &'static str,
    pub(super) index: usize,
}

/// `toolComponent` (3.19), of a taxonomy.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taxonomy {
    pub(super) name: &'static str,
    pub(super) information_uri: &'static str,
    pub(super) short_description: Text,
    pub(super) is_comprehensive: bool,
    pub(super) taxa: Vec<Taxon>,
}

/// `reportingDescriptor` (3.49), of a taxon.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taxon {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) short_description: Text,
    pub(super) help_uri: String,
}

/// `reportingDescriptor` (3.49), of a notification.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NotificationDescriptor {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) short_description: Text,
    pub(super) full_description: Text,
    pub(super) help: Text,
}

/// `reportingDescriptor` (3.49), of a rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    pub(super) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) short_description: Text,
    pub(super) full_description: Text,
    pub(super) help: MarkdownText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<String>,
    pub(super) default_configuration: Level,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relationships: Vec<Relationship>,
    pub(super) properties: RuleProperties<'a>,
}

/// The properties of a rule that GitHub code scanning reads.
#[derive(Serialize)]
pub(super) struct RuleProperties<'a> {
    pub(super) tags: Vec<String>,
    pub(super) precision: &'static str,
    #[serde(rename = "problem.severity")]
    pub(super) problem_severity: &'static str,
    /// A string: GitHub refuses a number.
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    pub(super) security_severity: Option<&'a str>,
}

/// `reportingDescriptorRelationship` (3.53).
#[derive(Serialize)]
pub(super) struct Relationship {
    pub(super) target: TaxonReference,
    pub(super) kinds: [&'static str; 1],
}

/// `reportingDescriptorReference` (3.52), to a taxon.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaxonReference {
    pub(super) id: &'static str,
    pub(super) index: usize,
    pub(super) tool_component: ComponentReference,
}

/// `reportingDescriptorReference` (3.52), to a descriptor of the tool itself.
#[derive(Serialize)]
pub(super) struct Reference<'a> {
    pub(super) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<usize>,
}

/// `message` (3.11) or `multiformatMessageString` (3.12), as plain text.
#[derive(Serialize)]
pub(super) struct Text {
    pub(super) text: String,
}

/// `multiformatMessageString` (3.12).
#[derive(Serialize)]
pub(super) struct MarkdownText {
    pub(super) text: String,
    pub(super) markdown: String,
}

/// `reportingConfiguration` (3.50), as the level of a rule.
#[derive(Serialize)]
pub(super) struct Level {
    pub(super) level: &'static str,
}

/// `runAutomationDetails` (3.17).
#[derive(Serialize)]
pub(super) struct AutomationDetails {
    pub(super) id: String,
}

/// `artifactLocation` (3.4) of a base: described, never placed on a machine.
#[derive(Serialize)]
pub(super) struct BaseLocation {
    pub(super) description: Text,
}

/// `invocation` (3.20).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: bool,
    pub(super) exit_code: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rule_configuration_overrides: Vec<Override<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tool_execution_notifications: Vec<Notification<'a>>,
}

/// `configurationOverride` (3.51).
#[derive(Serialize)]
pub(super) struct Override<'a> {
    pub(super) descriptor: Reference<'a>,
    pub(super) configuration: Configuration,
}

/// `reportingConfiguration` (3.50), as a change.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Configuration {
    /// Another level.
    Level(Level),
    /// On or off.
    Enabled {
        /// Whether the rule runs.
        enabled: bool,
    },
}

/// `notification` (3.58).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification<'a> {
    pub(super) descriptor: Reference<'static>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) associated_rule: Option<Reference<'a>>,
    pub(super) level: &'static str,
    pub(super) message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location>,
}

/// `result` (3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    pub(super) rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    pub(super) level: &'static str,
    pub(super) message: Text,
    pub(super) locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) code_flows: Vec<CodeFlow>,
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
    /// Either all results have it or none has (3.27.23).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<Vec<Suppression>>,
}

/// `suppression` (3.35).
#[derive(Serialize)]
pub(super) struct Suppression {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) justification: String,
}

/// `location` (3.28).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "the names are the standard's")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Text>,
    pub(super) physical_location: PhysicalLocation,
}

/// `physicalLocation` (3.29).
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) context_region: Option<ContextRegion>,
}

/// `artifactLocation` (3.4).
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    pub(super) uri_base_id: &'static str,
}

/// `region` (3.30), always with four numbers.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    pub(super) start_column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) snippet: Option<Snippet>,
}

/// `region` (3.30) of whole lines.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContextRegion {
    pub(super) start_line: u32,
    pub(super) end_line: u32,
    pub(super) snippet: Snippet,
}

/// `artifactContent` (3.3).
#[derive(Clone, Serialize)]
pub(super) struct Snippet {
    pub(super) text: String,
}

/// `codeFlow` (3.36).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeFlow {
    pub(super) thread_flows: [ThreadFlow; 1],
}

/// `threadFlow` (3.37). Its locations are inline, as GitHub demands.
#[derive(Serialize)]
pub(super) struct ThreadFlow {
    pub(super) locations: Vec<ThreadFlowLocation>,
}

/// `threadFlowLocation` (3.38).
#[derive(Serialize)]
pub(super) struct ThreadFlowLocation {
    pub(super) location: Location,
}
