//! From a workload to the quotas that count its pods.

use crate::app::Project;
use crate::artefact::cluster::ResourceQuota;
use crate::artefact::qos::{QosClass, pod_level};
use crate::artefact::selector::Expression;
use crate::artefact::workload::Workload;

impl Project {
    /// The quotas that make fields mandatory in the containers of a workload: those over its namespace in whose scopes its
    /// pods are. A pod with resources of its own, not only those of its containers, is not asked (`Constraints` of
    /// `pkg/quota/v1/evaluator/core`).
    pub fn quotas_of(&self, workload: &Workload) -> Vec<&ResourceQuota> {
        if pod_level(&workload.pod).is_some() {
            return Vec::new();
        }
        let covers = |quota: &&ResourceQuota| {
            self.rules_over(workload, &quota.meta)
                && quota.scopes.iter().all(|scope| self.is_in_scope(workload, scope))
        };
        self.index.quotas(self).filter(covers).collect()
    }

    /// Whether the pods of a workload are in the scope of a quota (`podMatchesScopeFunc`); not where that is not known.
    fn is_in_scope(&self, workload: &Workload, scope: &Expression) -> bool {
        let pod = &workload.pod;
        let class = || self.qos_class(workload);
        scope.is_known()
            && match scope.key.text.as_str() {
                "Terminating" => pod.active_deadline.is_some(),
                "NotTerminating" => pod.active_deadline.is_none(),
                "BestEffort" => class() == Some(QosClass::BestEffort),
                "NotBestEffort" => class().is_some_and(|class| class != QosClass::BestEffort),
                "PriorityClass" => self.is_in_priority(workload, scope),
                "CrossNamespacePodAffinity" => pod.crosses_namespaces,
                _ => false,
            }
    }

    /// Whether the class of priority that a pod has after admission is one of those that the scope names.
    fn is_in_priority(&self, workload: &Workload, scope: &Expression) -> bool {
        let default = || self.priority(workload).class.map(|class| &class.meta.name);
        let name = workload.pod.priority_class.as_ref().or_else(default);
        name.is_none_or(|name| name.literal) && scope.allows(name.map(|name| name.text.as_str()))
    }
}
