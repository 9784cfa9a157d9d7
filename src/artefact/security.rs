//! What a security context says of the user and the privileges of processes.

use crate::source::Arg;

/// `securityContext` of a container or a pod, as far as each has the fields.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SecurityContext {
    /// `runAsUser`.
    pub run_as_user: Option<Arg>,
    /// `runAsNonRoot`.
    pub run_as_non_root: Option<Arg>,
    /// `privileged: true` of a container.
    pub privileged: bool,
    /// `capabilities.add` of a container.
    pub added: Vec<Arg>,
    /// `capabilities.drop` of a container.
    pub dropped: Vec<Arg>,
    /// `sysctls` of a pod: name and value.
    pub sysctls: Vec<(Arg, Arg)>,
}

impl SecurityContext {
    /// Whether it adds a capability, by itself or with all others.
    pub fn adds(&self, capability: &str) -> bool {
        names(&self.added, capability).is_some()
    }

    /// The entry that drops a capability, by itself or with all others; what is added as well stays.
    pub fn drops(&self, capability: &str) -> Option<&Arg> {
        names(&self.dropped, capability).filter(|_| !self.adds(capability))
    }
}

/// The entry of a list that means a capability: runtimes take names in any case, with `CAP_` before them or not.
fn names<'a>(list: &'a [Arg], capability: &str) -> Option<&'a Arg> {
    list.iter().find(|entry| {
        let upper = entry.text.to_ascii_uppercase();
        let name = upper.strip_prefix("CAP_").unwrap_or(&upper);
        name == capability || name == "ALL"
    })
}
