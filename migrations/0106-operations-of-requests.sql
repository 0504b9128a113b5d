-- What Kronika does by itself is called `system`; operations of demands, permissions and replies are named after their module.
update change_set set via = 'system' where via = 'house';
update undo set via = 'system' where via = 'house';
update change_set set operation = 'requests.' || split_part(operation, '.', 2)
where operation in (
  'law.answerPermission', 'law.answerRequest', 'law.askPermission', 'law.changeDemand', 'law.changePermission',
  'law.endDemands', 'law.endPermissions', 'law.fileDemands', 'law.filePermissions', 'law.forgetDemandsAbout',
  'law.forgetPermissionsOf', 'law.makeReturnLink', 'law.settleDemand', 'law.takeBackByLink', 'law.takeBackSealed',
  'publishing.changeReply', 'publishing.endReplies', 'publishing.fileReplies', 'publishing.forgetRepliesOf',
  'publishing.passOverWithdrawn', 'publishing.publishReply', 'publishing.settleReply'
);
